internal import OpenSSL

/// Everything Gatehouse needs to know about one JWE `alg`, in one row (RFC 7518 section 4.1, RFC 8037).
struct EncryptionAlgorithm: Sendable {
    /// How the content encryption key is had; lengths in bytes.
    enum Method: Hashable, Sendable {
        /// Diffie-Hellman; the result unwraps the key, or is the key when nothing is wrapped.
        case agreement(wrappingKeyLength: Int?)

        /// The shared secret is the key.
        case direct

        /// AES-GCM with a vector and a tag of its own.
        case gcmWrap(keyLength: Int)

        /// AES Key Wrap.
        case keyWrap(keyLength: Int)

        /// RSA-OAEP.
        case transport(HashFunction)
    }

    /// The JWA identifier, exactly as it appears in a header.
    let name: String

    /// How the content encryption key is had.
    let method: Method

    /// The algorithms this build implements, by name.
    static let all: [String: EncryptionAlgorithm] = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.name, $0) })

    /// Why an algorithm that others have is not here; `nil` when there is nothing to say.
    static func reasonForRefusal(of name: String) -> String? {
        if name == "RSA1_5" {
            return "its padding tells attackers what they need to decrypt (RFC 8725 section 3.2)"
        }
        if name.hasPrefix("PBES2-") { return "the token would choose how much work it is" }
        return nil
    }

    private static let rows: [EncryptionAlgorithm] = [
        EncryptionAlgorithm(name: "RSA-OAEP", method: .transport(.sha1)),
        EncryptionAlgorithm(name: "RSA-OAEP-256", method: .transport(.sha256)),
        EncryptionAlgorithm(name: "RSA-OAEP-384", method: .transport(.sha384)),
        EncryptionAlgorithm(name: "RSA-OAEP-512", method: .transport(.sha512)),
        EncryptionAlgorithm(name: "A128KW", method: .keyWrap(keyLength: 16)),
        EncryptionAlgorithm(name: "A192KW", method: .keyWrap(keyLength: 24)),
        EncryptionAlgorithm(name: "A256KW", method: .keyWrap(keyLength: 32)),
        EncryptionAlgorithm(name: "A128GCMKW", method: .gcmWrap(keyLength: 16)),
        EncryptionAlgorithm(name: "A192GCMKW", method: .gcmWrap(keyLength: 24)),
        EncryptionAlgorithm(name: "A256GCMKW", method: .gcmWrap(keyLength: 32)),
        EncryptionAlgorithm(name: "dir", method: .direct),
        EncryptionAlgorithm(name: "ECDH-ES", method: .agreement(wrappingKeyLength: nil)),
        EncryptionAlgorithm(name: "ECDH-ES+A128KW", method: .agreement(wrappingKeyLength: 16)),
        EncryptionAlgorithm(name: "ECDH-ES+A192KW", method: .agreement(wrappingKeyLength: 24)),
        EncryptionAlgorithm(name: "ECDH-ES+A256KW", method: .agreement(wrappingKeyLength: 32)),
    ]
}
