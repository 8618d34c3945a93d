import Foundation
import JOSE
import JSON
import Policy
import TestSupport
import Testing

@Suite("Published vectors: twins with a signed token inside, as whole tokens")
struct EncryptionTwinTests {
    /// What is refused before anything is decrypted, by the vectors' numbers.
    ///
    /// It shows on the token's face; whatever else is refused must look alike.
    private static let refusedUnopened: [String: Refusal] = {
        let rsa15 = MalformedToken.encryptionNotAccepted(
            parameter: "alg", name: "RSA1_5",
            reason: "its padding tells attackers what they need to decrypt (RFC 8725 section 3.2)")
        let noHeader = Refusal.notJSON(.header, SimdjsonWord.empty)
        var refusals: [String: Refusal] = [
            "20": noHeader, "22": .credentialsMalformed(.moreThanOneToken),
            "48": .malformed(.algorithmMissing), "49": noHeader,
            "51": .malformed(.headerParameterType(name: "epk")), "128": .malformed(rsa15),
            "135": .malformed(.compressed),
        ]
        for number in [9, 12, 15, 18, 21, 38, 41, 44, 47, 50] {
            refusals["\(number)"] = .malformed(.partCount(4))
        }
        for range in [94...105, 110...120, 122...127] {
            for number in range { refusals["\(number)"] = .malformed(rsa15) }
        }
        return refusals
    }()

    /// Valid vectors that are refused by intent (see exceptions.json).
    private static let exceptions: Set<String> = [
        "100", "101", "102", "103", "104", "105", "112", "128", "135",
    ]

    @Test("Wycheproof json_web_encryption: 139 twins, and what does not open looks alike")
    func encryption() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/twins/encryption.json")
        let document = try #require(
            TestJSON(text: String(decoding: try Data(contentsOf: file), as: UTF8.self)))
        let keys: TestJSON = ["keys": try #require(document["keys"])]
        let signers = try JWKSet(parsing: Array(keys.text.utf8), origin: .network)
        guard case .array(let vectors)? = document["vectors"] else {
            Issue.record("no vectors")
            return
        }
        var counts: [String: Int] = [:]
        for vector in vectors {
            let source = try #require(vector["source"]?.string)
            let refusal = try Self.refusal(of: vector, signers: signers)
            let isExpected = vector["result"] == "valid" && !Self.exceptions.contains(source)
            let unopened = Self.refusedUnopened[source]
            let expected = isExpected ? nil : unopened ?? .malformed(.decryptionFailed)
            #expect(
                refusal == expected,
                "\(source) \(vector["comment"]?.string ?? ""): \(refusal?.description ?? "accepted")")
            let kind = unopened == nil ? "does not open" : "refused unopened"
            counts[isExpected ? "accepted" : kind, default: 0] += 1
        }
        #expect(counts == ["accepted": 56, "does not open": 37, "refused unopened": 46])
    }

    private static func refusal(of vector: TestJSON, signers: JWKSet) throws -> Refusal? {
        let key = try DecryptionKey(JSONParser().parse(Array(try #require(vector["key"]).text.utf8)))
        let fortress = try Fortress(
            keys: [:], published: signers, secret: [UInt8](repeating: 1, count: 64), decryptionKeys: [key])
        let token = try #require(vector["token"]?.string)
        return try fortress.refusal(of: Array("Bearer \(token)".utf8), policy: "sealed")
    }
}
