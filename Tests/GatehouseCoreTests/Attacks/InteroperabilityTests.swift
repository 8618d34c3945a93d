import JOSE
import Policy
import Testing

@Suite("Interoperability: tokens of PyJWT, joserfc and jwcrypto")
struct InteroperabilityTests {
    @Test("every token that they make is accepted: 399 of them, with ML-DSA where OpenSSL has it")
    func accepted() throws {
        let vault = try Vault.shared.get()
        // Fresh ones may be more, as those who make them learn more.
        #expect(vault.tokens.count >= 399)
        for made in vault.tokens {
            let policy = made.isEncrypted ? "sealed" : "default"
            let refusal = try vault.fortress.refusal(of: Array("Bearer \(made.token)".utf8), policy: policy)
            let isOffered = made.isEncrypted || SignatureAlgorithm.all[made.name]?.isOffered == true
            #expect(refusal == (isOffered ? nil : .algorithm(made.name)), "\(made.library) \(made.name)")
        }
    }

    @Test("no algorithm is without a token of somebody else's")
    func complete() throws {
        let tokens = try Vault.shared.get().tokens
        let signed = Set(tokens.filter { !$0.isEncrypted }.map(\.name))
        #expect(signed == Set(SignatureAlgorithm.names))
        let keyManagement = [
            "RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW",
            "dir", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW",
        ]
        let ciphers = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"]
        let pairs = keyManagement.flatMap { algorithm in ciphers.map { "\(algorithm) \($0)" } }
        for library in ["joserfc", "jwcrypto"] {
            let encrypted = Set(tokens.filter { $0.isEncrypted && $0.library == library }.map(\.name))
            #expect(encrypted == Set(pairs), "\(library)")
        }
        let byHand = Set(tokens.filter { $0.library == "cryptography" }.map(\.name))
        #expect(byHand == ["RSA-OAEP-384 A256GCM", "RSA-OAEP-512 A256GCM"])
    }
}
