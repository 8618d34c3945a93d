import Foundation
import JOSE
import Keys
import OpenSSL
import Policy
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Decryption keys in files")
struct DecryptionKeyFilesTests {
    /// Writes a file, and reads it as one of `decryption-keys`.
    private static func keys(_ text: String, isPEM: Bool, id: String? = nil) throws -> [DecryptionKey] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let path = file.path()
        return try DecryptionKeyFiles.keys([
            DecryptionKeyFile(id: id, material: isPEM ? .pemFile(path: path) : .jwkFile(path: path))
        ])
    }

    private static func reason(_ text: String, isPEM: Bool) -> String {
        do {
            _ = try keys(text, isPEM: isPEM)
            return "was read"
        } catch {
            return "\(error)"
        }
    }

    @Test("a private key in PEM has the operator's name")
    func pem() throws {
        let pem = try PrivateKey.generate(.ec(.p256)).pem()
        #expect(try Self.keys(pem, isPEM: true, id: "d1").map(\.id) == ["d1"])
        #expect(try Self.keys(pem, isPEM: true).map(\.id) == [nil])
    }

    @Test("a JWK and a set of them have their own names, in order")
    func jwk() throws {
        let first = #"{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAA"}"#
        let second = #"{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA"}"#
        #expect(try Self.keys(first, isPEM: false).map(\.id) == ["a"])
        #expect(try Self.keys(#"{"keys":[\#(first),\#(second)]}"#, isPEM: false).map(\.id) == ["a", nil])
    }

    @Test("what is no key to decrypt with is refused with the file's name, and without a word of it")
    func refused() throws {
        let signing = try PrivateKey.generate(.octets(.ed25519)).pem()
        let isPublic = try PrivateKey.generate(.ec(.p256)).publicPEM()
        #expect(
            Self.reason(signing, isPEM: true).hasSuffix(
                "\" has the type of a key to sign with, which no algorithm here uses"))
        #expect(
            Self.reason(isPublic, isPEM: true).contains("\" is refused by OpenSSL: PEM_read_bio_PrivateKey"))
        #expect(Self.reason("", isPEM: true).contains("\" is refused by OpenSSL"))
        #expect(Self.reason("{", isPEM: false).hasSuffix("\" has no \"kty\""))
        #expect(Self.reason(#"{"keys":[]}"#, isPEM: false).hasSuffix("\" has a malformed \"keys\""))
        #expect(Self.reason(#"{"kty":"RSA","d":"hunter2"}"#, isPEM: false).hasSuffix("\" has no \"n\""))
        #expect(
            throws: KeyFileError(reason: #""/nowhere/d.pem": stat: no such file or directory"#)
        ) {
            try DecryptionKeyFiles.keys([DecryptionKeyFile(material: .pemFile(path: "/nowhere/d.pem"))])
        }
    }

    @Test("a policy has the keys of all its issuers, and of no other")
    func policies() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var issuers: [IssuerConfiguration] = []
        for name in ["a", "b", "c"] {
            let file = directory.appending(path: name)
            try Data(#"{"kty":"oct","kid":"\#(name)","k":"AAAAAAAAAAAAAAAAAAAAAA"}"#.utf8).write(to: file)
            var issuer = IssuerConfiguration(
                name: name, identifiers: [name], sources: [.keySetFile(path: "/keys")])
            issuer.decryptionKeys = [DecryptionKeyFile(material: .jwkFile(path: file.path()))]
            issuers.append(issuer)
        }
        let policy = PolicyConfiguration(name: "default", issuers: ["c", "a"])
        let table = try Assembly.policies(of: Configuration(issuers: issuers, policies: [policy]))
        let name = Array("default".utf8)
        let made = table.policy(named: name.span)
        #expect(made?.tokens.decryptionKeys.map(\.id) == ["c", "a"])
    }
}
