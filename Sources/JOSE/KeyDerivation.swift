package import OpenSSL

/// The Concat KDF with SHA-256 as JOSE uses it (RFC 7518 section 4.6.2, NIST SP 800-56A section 5.8.1).
package struct KeyDerivation {
    /// What the key is for: `enc`, or `alg` when it unwraps another.
    package let algorithm: String

    /// `apu`.
    package let senderInfo: [UInt8]

    /// `apv`.
    package let recipientInfo: [UInt8]

    /// Makes the derivation that a token asks for.
    package init(algorithm: String, senderInfo: [UInt8], recipientInfo: [UInt8]) {
        self.algorithm = algorithm
        self.senderInfo = senderInfo
        self.recipientInfo = recipientInfo
    }

    /// Derives a key.
    ///
    /// - Parameters:
    ///   - secret: What was agreed on.
    ///   - length: The length of the key in bytes; at most 64 are ever needed.
    /// - Returns: The key.
    /// - Throws: `OpenSSLError` when OpenSSL has no such derivation.
    package func key(from secret: SecretBytes, length: Int) throws(OpenSSLError) -> SecretBytes {
        let info =
            Self.lengthPrefixed(Array(algorithm.utf8)) + Self.lengthPrefixed(senderInfo)
            + Self.lengthPrefixed(recipientInfo) + Self.bigEndian(length * 8)
        return try SingleStepDerivation.key(from: secret, info: info, length: length, hash: .sha256)
    }

    private static func lengthPrefixed(_ bytes: [UInt8]) -> [UInt8] { bigEndian(bytes.count) + bytes }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
