/// Unwraps keys with AES Key Wrap (RFC 3394, RFC 7518 section 4.4).
package enum KeyUnwrapping {
    /// Unwraps a key.
    ///
    /// - Parameters:
    ///   - wrapped: The wrapped key. Chosen by the token: any bytes of any length.
    ///   - key: The key to unwrap with, of 16, 24 or 32 bytes; one of another length unwraps nothing.
    /// - Returns: The key, or `nil` when its integrity check fails.
    /// - Throws: `OpenSSLError` when the check itself could not be made.
    package static func unwrap(
        _ wrapped: [UInt8], with key: SecretBytes
    ) throws(OpenSSLError) -> SecretBytes? {
        guard [16, 24, 32].contains(key.count) else { return nil }
        // Two blocks of eight bytes at least, and one of integrity check.
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8) else { return nil }
        return try CipherContext("AES-\(key.count * 8)-WRAP", key: key.bytes).plaintext(of: wrapped)
    }
}
