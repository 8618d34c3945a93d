import Foundation
import JOSE
import JSON
import TestSupport
import Testing

/// A recipient of encrypted tokens, with tokens that other implementations made for it.
///
/// They are those in `Tests/Vectors/interoperability`, or in the directory that `GATEHOUSE_INTEROPERABILITY` names.
struct Vault: Sendable {
    /// A token and what it was made with.
    struct Made: Sendable {
        let name: String
        let library: String
        let token: String
        let isEncrypted: Bool
    }

    let tokens: [Made]
    let attacks: [String: String]
    let fortress: Fortress

    static let shared = Result { try Vault() }

    private init() throws {
        let own = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/interoperability")
        let chosen = ProcessInfo.processInfo.environment["GATEHOUSE_INTEROPERABILITY"].map {
            URL(filePath: $0)
        }
        let directory = chosen ?? own
        func bytes(_ name: String) throws -> [UInt8] {
            try Array(Data(contentsOf: directory.appending(path: name)))
        }
        func list(_ name: String) throws -> [TestJSON] {
            let text = String(decoding: try bytes(name), as: UTF8.self)
            guard case .array(let elements)? = TestJSON(text: text) else { return [] }
            return elements
        }
        let document = try JSONParser().parse(try bytes("decryption.json"))
        fortress = try Fortress(
            keys: [:], published: try JWKSet(parsing: try bytes("jwks.json"), origin: .network),
            secret: try bytes("secret.key"),
            decryptionKeys: try #require(document["keys"]).elements.map { try DecryptionKey($0) })
        tokens = try list("tokens.json").map { made in
            let names = [made["alg"]?.string, made["enc"]?.string].compactMap(\.self)
            return Made(
                name: names.joined(separator: " "), library: made["library"]?.string ?? "",
                token: try #require(made["token"]?.string), isEncrypted: made["enc"] != nil)
        }
        attacks = Dictionary(
            uniqueKeysWithValues: try list("attacks.json").map {
                (try #require($0["name"]?.string), try #require($0["token"]?.string))
            })
    }

    /// A good token of one algorithm and one cipher, taken apart.
    func parts(_ name: String) throws -> [String] {
        let made = try #require(tokens.first { $0.name == name })
        return made.token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// A good token with the bytes of one part changed; the parts are numbered from the header, 0, to the tag, 4.
    func changed(_ name: String, part: Int, _ change: ([UInt8]) -> [UInt8]) throws -> String {
        var parts = try parts(name)
        parts[part] = Base64URL.encode(change(try #require(Base64URL.decode(parts[part]))))
        return parts.joined(separator: ".")
    }

    /// A good token with members of its header changed; `nil` takes one away.
    func reheaded(_ name: String, _ changes: KeyValuePairs<String, TestJSON?>) throws -> String {
        try changed(name, part: 0) { bytes in
            var header = TestJSON(text: String(decoding: bytes, as: UTF8.self)) ?? .null
            for (name, value) in changes { header[name] = value }
            return Array(header.text.utf8)
        }
    }
}
