import Foundation
import JOSE
import TestSupport
import Testing

@Suite("Published vectors: twins with claims, as whole tokens")
struct VectorTwinTests {
    /// Valid vectors whose keys say another algorithm, or one that does not exist (see exceptions.json).
    private static let exceptions: Set<String> = ["346", "347", "350", "351"]

    @Test("Wycheproof json_web_signature: 388 twins")
    func signatures() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/twins/signatures.json")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard case .array(let vectors)? = TestJSON(text: text)?["vectors"] else {
            Issue.record("no vectors")
            return
        }
        #expect(vectors.count == 388)
        for vector in vectors {
            let source = try #require(vector["source"]?.string)
            let token = try #require(vector["token"]?.string)
            let document: TestJSON = ["keys": [try #require(vector["key"])]]
            let keys = try JWKSet(parsing: Array(document.text.utf8), origin: .localFile)
            let fortress = try Fortress(
                keys: [:], published: keys, secret: [UInt8](repeating: 1, count: 64), decryptionKeys: [])
            let refusal = try fortress.refusal(of: Array("Bearer \(token)".utf8))
            let isExpected = vector["result"] == "valid" && !Self.exceptions.contains(source)
            #expect((refusal == nil) == isExpected, "\(source) \(vector["comment"]?.string ?? "")")
        }
    }
}
