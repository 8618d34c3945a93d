import JOSE
import Policy
import TestSupport
import Testing

/// The rows of the table on encrypted tokens that are about headers and about what is inside.
enum EncryptionHeaderAttacks {
    private static let rsa15 = "its padding tells attackers what they need to decrypt (RFC 8725 section 3.2)"
    private static let pbes2 = "the token would choose how much work it is"

    static let attacks: [SealedAttack] = [
        SealedAttack("ECDH-ES A128GCM: no epk", .malformed(.headerParameterType(name: "epk"))) { vault in
            try vault.reheaded("ECDH-ES A128GCM", ["epk": nil])
        },
        SealedAttack("ECDH-ES A128GCM: an epk that is text", .malformed(.headerParameterType(name: "epk"))) {
            vault in
            try vault.reheaded("ECDH-ES A128GCM", ["epk": "x"])
        },
        SealedAttack(
            "ECDH-ES A128GCM: a point that is not on the curve", .malformed(.headerParameterType(name: "epk"))
        ) { vault in
            try vault.reheaded(
                "ECDH-ES A128GCM",
                [
                    "epk": [
                        "kty": "EC", "crv": "P-256", "x": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
                        "y": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
                    ]
                ])
        },
        SealedAttack("ECDH-ES A128GCM: the point at zero", .malformed(.headerParameterType(name: "epk"))) {
            vault in
            try vault.reheaded(
                "ECDH-ES A128GCM",
                [
                    "epk": [
                        "kty": "EC", "crv": "P-256", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                        "y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    ]
                ])
        },
        SealedAttack(
            "ECDH-ES A128GCM: coordinates that are too short", .malformed(.headerParameterType(name: "epk"))
        ) { vault in
            try vault.reheaded(
                "ECDH-ES A128GCM", ["epk": ["kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"]])
        },
        SealedAttack("ECDH-ES A128GCM: a point on a curve of signatures", .malformed(.decryptionFailed)) {
            vault in
            try vault.reheaded(
                "ECDH-ES A128GCM",
                ["epk": ["kty": "OKP", "crv": "Ed25519", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]])
        },
        SealedAttack(
            "ECDH-ES A128GCM: a key that gives everybody the same secret", .malformed(.decryptionFailed)
        ) { vault in
            try vault.reheaded(
                "ECDH-ES A128GCM",
                [
                    "kid": "X25519",
                    "epk": [
                        "kty": "OKP", "crv": "X25519", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    ],
                ])
        },
        SealedAttack(
            "ECDH-ES A128GCM: a key of the wrong length", .malformed(.headerParameterType(name: "epk"))
        ) { vault in
            try vault.reheaded(
                "ECDH-ES A128GCM", ["kid": "X25519", "epk": ["kty": "OKP", "crv": "X25519", "x": "AQID"]])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is none",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "none", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "none"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is RSA-OAEP-1",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "RSA-OAEP-1", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "RSA-OAEP-1"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is ECDH-1PU",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "ECDH-1PU", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "ECDH-1PU"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is HS256",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "HS256", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "HS256"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is A128GCM",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "A128GCM", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "A128GCM"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is RSA1_5",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "RSA1_5", reason: rsa15))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "RSA1_5"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: alg is PBES2-HS512+A256KW",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "PBES2-HS512+A256KW", reason: pbes2))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": "PBES2-HS512+A256KW"])
        },
        SealedAttack("RSA-OAEP A256GCM: no alg", .malformed(.algorithmMissing)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["alg": nil])
        },
        SealedAttack("RSA-OAEP A256GCM: no enc", .malformed(.headerParameterType(name: "enc"))) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": nil])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: enc is A128CBC",
            .malformed(.encryptionNotAccepted(parameter: "enc", name: "A128CBC", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": "A128CBC"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: enc is none",
            .malformed(.encryptionNotAccepted(parameter: "enc", name: "none", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": "none"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: enc is A512GCM",
            .malformed(.encryptionNotAccepted(parameter: "enc", name: "A512GCM", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": "A512GCM"])
        },
        SealedAttack(
            "RSA-OAEP A256GCM: enc is a256gcm",
            .malformed(.encryptionNotAccepted(parameter: "enc", name: "a256gcm", reason: nil))
        ) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["enc": "a256gcm"])
        },
        SealedAttack("RSA-OAEP A256GCM: zip", .malformed(.compressed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["zip": "DEF"])
        },
        SealedAttack("RSA-OAEP A256GCM: zip that is null", .malformed(.compressed)) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["zip": .null])
        },
        SealedAttack("RSA-OAEP A256GCM: crit", .malformed(.criticalExtension(names: ["exp"]))) { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["crit": ["exp"]])
        },
        SealedAttack("RSA-OAEP A256GCM: kid that is a number", .malformed(.headerParameterType(name: "kid")))
        { vault in
            try vault.reheaded("RSA-OAEP A256GCM", ["kid": 1])
        },
        SealedAttack(
            "ECDH-ES A128GCM: apu that is no base64url", .malformed(.headerParameterType(name: "apu"))
        ) { vault in
            try vault.reheaded("ECDH-ES A128GCM", ["apu": "=="])
        },
        SealedAttack("padding after the part header", .malformed(.notBase64URL(.header))) { vault in
            var parts = try vault.parts("RSA-OAEP A256GCM")
            parts[0] += "="
            return parts.joined(separator: ".")
        },
        SealedAttack("padding after the part encryptedKey", .malformed(.notBase64URL(.encryptedKey))) {
            vault in
            var parts = try vault.parts("RSA-OAEP A256GCM")
            parts[1] += "="
            return parts.joined(separator: ".")
        },
        SealedAttack(
            "padding after the part initializationVector", .malformed(.notBase64URL(.initializationVector))
        ) { vault in
            var parts = try vault.parts("RSA-OAEP A256GCM")
            parts[2] += "="
            return parts.joined(separator: ".")
        },
        SealedAttack("padding after the part ciphertext", .malformed(.notBase64URL(.ciphertext))) { vault in
            var parts = try vault.parts("RSA-OAEP A256GCM")
            parts[3] += "="
            return parts.joined(separator: ".")
        },
        SealedAttack(
            "padding after the part authenticationTag", .malformed(.notBase64URL(.authenticationTag))
        ) { vault in
            var parts = try vault.parts("RSA-OAEP A256GCM")
            parts[4] += "="
            return parts.joined(separator: ".")
        },
        SealedAttack("made for the key: a compressed signed token", .malformed(.compressed)) { vault in
            try #require(vault.attacks["a compressed signed token"])
        },
        SealedAttack("made for the key: a compressed megabyte", .malformed(.compressed)) { vault in
            try #require(vault.attacks["a compressed megabyte"])
        },
        SealedAttack("made for the key: claims without a signature", .malformed(.encryptedUnsigned)) {
            vault in
            try #require(vault.attacks["claims without a signature"])
        },
        SealedAttack("made for the key: an unsigned token", .algorithm("none")) { vault in
            try #require(vault.attacks["an unsigned token"])
        },
        SealedAttack("made for the key: an encrypted token", .malformed(.encryptedTwice)) { vault in
            try #require(vault.attacks["an encrypted token"])
        },
        SealedAttack("made for the key: nothing", .malformed(.encryptedUnsigned)) { vault in
            try #require(vault.attacks["nothing"])
        },
        SealedAttack("made for the key: text", .malformed(.encryptedUnsigned)) { vault in
            try #require(vault.attacks["text"])
        },
        SealedAttack("made for the key: a token with a broken signature", .badSignature("ES256", "ES256")) {
            vault in
            try #require(vault.attacks["a token with a broken signature"])
        },
        SealedAttack("made for the key: crit of an extension", .malformed(.criticalExtension(names: ["exp"])))
        { vault in
            try #require(vault.attacks["crit of an extension"])
        },
        SealedAttack(
            "made for the key: RSA1_5",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "RSA1_5", reason: rsa15))
        ) { vault in
            try #require(vault.attacks["RSA1_5"])
        },
        SealedAttack(
            "made for the key: PBES2-HS256+A128KW",
            .malformed(.encryptionNotAccepted(parameter: "alg", name: "PBES2-HS256+A128KW", reason: pbes2))
        ) { vault in
            try #require(vault.attacks["PBES2-HS256+A128KW"])
        },
        SealedAttack("made for the key: a stranger's key", .malformed(.decryptionFailed)) { vault in
            try #require(vault.attacks["a stranger's key"])
        },
        SealedAttack("made for the key: a stranger's curve key", .malformed(.decryptionFailed)) { vault in
            try #require(vault.attacks["a stranger's curve key"])
        },
        SealedAttack("made for the key: a stranger's secret", .malformed(.decryptionFailed)) { vault in
            try #require(vault.attacks["a stranger's secret"])
        },
    ]
}
