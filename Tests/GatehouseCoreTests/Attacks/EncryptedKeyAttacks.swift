import JOSE
import Policy
import TestSupport
import Testing

/// The rows of the table on encrypted tokens that are about what only a holder of the recipient's keys can make, and
/// about the keys that a sender chooses.
enum EncryptedKeyAttacks {
    static let attacks = keyLengths + paddings + smallOrderPoints + drafts

    /// A content key of another length than `enc` wants, with which all the rest is right.
    private static let keyLengths: [SealedAttack] = ["RSA-OAEP-256", "A128KW", "A128GCMKW"].flatMap {
        algorithm in
        [("A256GCM", 16), ("A128GCM", 32), ("A256GCM", 24), ("A256GCM", 40)].map { (cipher, count) in
            made("\(algorithm), \(cipher) under a key of \(count) bytes")
        }
    }

    /// What is authentic and yet not padded as PKCS #7 says tells no more than what is not authentic.
    private static let paddings: [SealedAttack] = [
        "of zeros", "longer than a block", "of a count too high", "whose bytes differ",
    ].map { made("a good tag over padding \($0)") }

    private static func made(_ name: String) -> SealedAttack {
        SealedAttack("made for the key: \(name)", .malformed(.decryptionFailed)) { vault in
            try #require(vault.attacks[name])
        }
    }

    /// Points of small order (RFC 7748 section 6), with which everybody agrees on zero.
    private static let smallOrderPoints: [SealedAttack] = [
        ("X25519", "1", hex("01") + zeros(31)),
        ("X25519", "of order 8", hex("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800")),
        ("X25519", "of order 8 too", hex("5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157")),
        ("X25519", "p - 1", hex("EC") + ones(30) + hex("7F")),
        ("X25519", "p", hex("ED") + ones(30) + hex("7F")),
        ("X25519", "p + 1", hex("EE") + ones(30) + hex("7F")),
        ("X448", "0", zeros(56)),
        ("X448", "1", hex("01") + zeros(55)),
        ("X448", "p - 1", hex("FE") + ones(27) + hex("FE") + ones(27)),
        ("X448", "p", ones(28) + hex("FE") + ones(27)),
    ].map { (curve, point, bytes) in
        SealedAttack("ECDH-ES A128GCM: the point \(point) on \(curve)", .malformed(.decryptionFailed)) {
            vault in
            let key: TestJSON = [
                "kty": "OKP", "crv": .string(curve), "x": .string(Base64URL.encode(bytes)),
            ]
            return try vault.reheaded("ECDH-ES A128GCM", ["kid": .string(curve), "epk": key])
        }
    }

    /// Names of drafts, which some libraries know.
    private static let drafts: [SealedAttack] = [
        ("alg", "ECDH-1PU+A256KW"), ("alg", "C20PKW"), ("alg", "XC20PKW"), ("alg", "ECDH-SS"),
        ("alg", "HPKE-0"), ("enc", "C20P"), ("enc", "XC20P"), ("enc", "A128CBC+HS256"),
    ].map { (parameter, name) in
        SealedAttack(
            "RSA-OAEP A256GCM: \(parameter) is \(name)",
            .malformed(.encryptionNotAccepted(parameter: parameter, name: name, reason: nil))
        ) { vault in
            let change: KeyValuePairs<String, TestJSON?> =
                parameter == "alg" ? ["alg": .string(name)] : ["enc": .string(name)]
            return try vault.reheaded("RSA-OAEP A256GCM", change)
        }
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func ones(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: count) }

    private static func hex(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
