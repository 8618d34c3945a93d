import JOSE
import Policy
import TestSupport
import Testing

/// One row of the attack table on encrypted tokens.
struct SealedAttack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let expected: Refusal
    let token: @Sendable (Vault) throws -> String

    init(_ name: String, _ expected: Refusal, _ token: @escaping @Sendable (Vault) throws -> String) {
        testDescription = name
        self.expected = expected
        self.token = token
    }
}

@Suite("Attacks: encryption")
struct EncryptionAttacks {
    @Test(
        "whatever was changed, a token that does not open says the same",
        arguments: tampered + EncryptionHeaderAttacks.attacks + EncryptedKeyAttacks.attacks)
    func attack(_ attack: SealedAttack) throws {
        let vault = try Vault.shared.get()
        let credentials = Array("Bearer \(try attack.token(vault))".utf8)
        let refusal = try vault.fortress.refusal(of: credentials, policy: "sealed")
        #expect(
            refusal == attack.expected, "\(attack.testDescription): \(refusal?.description ?? "accepted")")
    }

    @Test("without decryption keys, an encrypted token is refused as such")
    func noKeys() throws {
        let vault = try Vault.shared.get()
        let token = try vault.parts("RSA-OAEP A256GCM").joined(separator: ".")
        #expect(try vault.fortress.refusal(of: Array("Bearer \(token)".utf8)) == .malformed(.encrypted))
    }

    @Test("explain shows the decryption before what was inside, and why there is nothing to show")
    func steps() throws {
        let vault = try Vault.shared.get()
        let good = try vault.parts("RSA-OAEP A256GCM").joined(separator: ".")
        let bad = try vault.changed("RSA-OAEP A256GCM", part: 4) { $0.map { _ in 0 } }
        for (token, checks) in [
            (
                good,
                [
                    "token", "decryption", "format", "algorithm", "issuer", "key", "signature", "lifetime",
                    "audience",
                ]
            ),
            (bad, ["token", "format"]),
        ] {
            var trace = StepTrace()
            _ = try vault.fortress.refusal(
                of: Array("Bearer \(token)".utf8), policy: "sealed", trace: &trace)
            #expect(trace.steps.map(\.check) == checks)
        }
    }

    static let tampered: [SealedAttack] = [
        SealedAttack("RSA-OAEP A256GCM: the tag changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 4) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("RSA-OAEP A256GCM: the tag one byte short", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 4) { $0.dropLast() }
        },
        SealedAttack("RSA-OAEP A256GCM: the tag cut in half", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 4) { Array($0.prefix(8)) }
        },
        SealedAttack("RSA-OAEP A256GCM: the tag one byte long", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 4) { $0 + [0] }
        },
        SealedAttack("RSA-OAEP A256GCM: no tag", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 4) { _ in [] }
        },
        SealedAttack("RSA-OAEP A256GCM: the ciphertext changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 3) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("RSA-OAEP A256GCM: no ciphertext", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 3) { _ in [] }
        },
        SealedAttack("RSA-OAEP A256GCM: the ciphertext one byte short", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("RSA-OAEP A256GCM", part: 3) { $0.dropLast() }
        },
        SealedAttack("RSA-OAEP A256GCM: the vector changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 2) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("RSA-OAEP A256GCM: the vector one byte short", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 2) { $0.dropLast() }
        },
        SealedAttack("RSA-OAEP A256GCM: the vector one byte long", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 2) { $0 + [0] }
        },
        SealedAttack("RSA-OAEP A256GCM: no vector", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 2) { _ in [] }
        },
        SealedAttack("RSA-OAEP A256GCM: the encrypted key changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("RSA-OAEP A256GCM: no encrypted key", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { _ in [] }
        },
        SealedAttack("RSA-OAEP A256GCM: the encrypted key one byte short", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { $0.dropLast() }
        },
        SealedAttack("RSA-OAEP A256GCM: the encrypted key one byte long", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { $0 + [0] }
        },
        SealedAttack("A128KW A128CBC-HS256: the tag changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 4) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("A128KW A128CBC-HS256: the tag one byte short", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 4) { $0.dropLast() }
        },
        SealedAttack("A128KW A128CBC-HS256: the tag cut in half", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 4) { Array($0.prefix(8)) }
        },
        SealedAttack("A128KW A128CBC-HS256: the tag one byte long", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 4) { $0 + [0] }
        },
        SealedAttack("A128KW A128CBC-HS256: no tag", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 4) { _ in [] }
        },
        SealedAttack("A128KW A128CBC-HS256: the ciphertext changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 3) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("A128KW A128CBC-HS256: no ciphertext", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 3) { _ in [] }
        },
        SealedAttack("A128KW A128CBC-HS256: the ciphertext one byte short", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 3) { $0.dropLast() }
        },
        SealedAttack("A128KW A128CBC-HS256: the vector changed", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 2) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("A128KW A128CBC-HS256: the vector one byte short", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 2) { $0.dropLast() }
        },
        SealedAttack("A128KW A128CBC-HS256: the vector one byte long", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 2) { $0 + [0] }
        },
        SealedAttack("A128KW A128CBC-HS256: no vector", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 2) { _ in [] }
        },
        SealedAttack("A128KW A128CBC-HS256: the encrypted key changed", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        SealedAttack("A128KW A128CBC-HS256: no encrypted key", .malformed(.decryptionFailed)) { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { _ in [] }
        },
        SealedAttack("A128KW A128CBC-HS256: the encrypted key one byte short", .malformed(.decryptionFailed))
        { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { $0.dropLast() }
        },
        SealedAttack("A128KW A128CBC-HS256: the encrypted key one byte long", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { $0 + [0] }
        },
        SealedAttack("RSA-OAEP A256GCM: an encrypted key of zeros", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { $0.map { _ in 0 } }
        },
        SealedAttack("RSA-OAEP A256GCM: an encrypted key of ones", .malformed(.decryptionFailed)) { vault in
            try vault.changed("RSA-OAEP A256GCM", part: 1) { $0.map { _ in 0xFF } }
        },
        SealedAttack("A128KW A128CBC-HS256: a wrapped key of one block", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { Array($0.prefix(8)) }
        },
        SealedAttack("A128KW A128CBC-HS256: a wrapped key of two blocks", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { Array($0.prefix(16)) }
        },
        SealedAttack("A128KW A128CBC-HS256: a wrapped key with one more block", .malformed(.decryptionFailed))
        { vault in
            try vault.changed("A128KW A128CBC-HS256", part: 1) { $0 + [UInt8](repeating: 0, count: 8) }
        },
        SealedAttack("dir A128GCM: an encrypted key where there is none", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("dir A128GCM", part: 1) { _ in [0] }
        },
        SealedAttack("ECDH-ES A128GCM: an encrypted key where there is none", .malformed(.decryptionFailed)) {
            vault in
            try vault.changed("ECDH-ES A128GCM", part: 1) { _ in [0] }
        },
        SealedAttack("RSA-OAEP A256GCM: the header changed", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["x": 1])
        },
        SealedAttack("RSA-OAEP A256GCM: the hash of the padding changed", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "RSA-OAEP-256"])
        },
        SealedAttack("RSA-OAEP A256GCM: the cipher changed", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": "A128CBC-HS256"])
        },
        SealedAttack("A128KW A128CBC-HS256: the wrapping changed", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("A128KW A128CBC-HS256", ["alg": "A128GCMKW"])
        },
        SealedAttack("A128KW A128GCM: the wrapping key used for the content", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded("A128KW A128GCM", ["alg": "dir"])
        },
        SealedAttack("RSA-OAEP A256GCM: a name that no key has", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["kid": "nobody"])
        },
        SealedAttack("RSA-OAEP A256GCM: the name of another key", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["kid": "P-256"])
        },
        SealedAttack("A128GCMKW A128GCM: no vector of the wrapped key", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded("A128GCMKW A128GCM", ["iv": nil])
        },
        SealedAttack("A128GCMKW A128GCM: a short vector of the wrapped key", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded("A128GCMKW A128GCM", ["iv": "AAAA"])
        },
        SealedAttack("A128GCMKW A128GCM: no tag of the wrapped key", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("A128GCMKW A128GCM", ["tag": nil])
        },
        SealedAttack("A128GCMKW A128GCM: a short tag of the wrapped key", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded("A128GCMKW A128GCM", ["tag": "AAAA"])
        },
        SealedAttack("ECDH-ES A128GCM: another party", .malformed(.decryptionFailed)) { vault in
            try vault.reheaded("ECDH-ES A128GCM", ["apu": "QWxpY2U"])
        },
    ]
}
