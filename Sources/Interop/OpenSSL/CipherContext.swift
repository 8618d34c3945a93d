internal import COpenSSL

/// One decryption with one cipher and one key (`EVP_CIPHER_CTX`).
@safe
final class CipherContext {
    private let context: OpaquePointer

    /// Prepares a decryption.
    ///
    /// - Parameters:
    ///   - name: OpenSSL's name for the cipher.
    ///   - key: The key, as long as the cipher wants.
    ///   - initializationVector: The vector, as long as the cipher wants; empty for its own default.
    /// - Throws: `OpenSSLError` when OpenSSL does not have the cipher.
    init(_ name: String, key: Span<UInt8>, initializationVector: [UInt8] = []) throws(OpenSSLError) {
        ERR_clear_error()
        unsafe self.context = try unsafe check(EVP_CIPHER_CTX_new(), calling: "EVP_CIPHER_CTX_new")
        try unsafe Self.prepare(context, name, key: key, initializationVector: initializationVector)
    }

    private static func prepare(
        _ context: OpaquePointer, _ name: String, key: Span<UInt8>, initializationVector: [UInt8]
    ) throws(OpenSSLError) {
        let cipher = try unsafe check(EVP_CIPHER_fetch(nil, name, nil), calling: "EVP_CIPHER_fetch")
        defer { unsafe EVP_CIPHER_free(cipher) }
        // Key wrapping is refused by default, lest it be taken for an ordinary cipher.
        unsafe EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let status = unsafe key.withUnsafeBufferPointer { key in
            initializationVector.isEmpty
                ? unsafe EVP_DecryptInit_ex2(context, cipher, key.baseAddress, nil, nil)
                : unsafe EVP_DecryptInit_ex2(context, cipher, key.baseAddress, initializationVector, nil)
        }
        try check(status, calling: "EVP_DecryptInit_ex2")
    }

    /// Gives what is to be authenticated beside the ciphertext, and the tag that proves it.
    func authenticate(_ additionalData: [UInt8], tag: [UInt8]) throws(OpenSSLError) {
        var count: CInt = 0
        try check(
            unsafe EVP_DecryptUpdate(
                context, nil, &count, additionalData, CInt(clamping: additionalData.count)),
            calling: "EVP_DecryptUpdate")
        var tag = tag
        try check(
            unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, CInt(clamping: tag.count), &tag),
            calling: "EVP_CIPHER_CTX_ctrl")
    }

    /// Decrypts.
    ///
    /// - Returns: The plaintext, which may be a key; `nil` when the tag, the padding or the integrity check is wrong.
    func plaintext(of ciphertext: [UInt8]) -> SecretBytes? {
        let longestBlock = 16
        return unsafe SecretBytes.written(capacity: ciphertext.count + longestBlock) { buffer in
            var count: CInt = 0
            var rest: CInt = 0
            guard let base = buffer.baseAddress,
                unsafe EVP_DecryptUpdate(context, base, &count, ciphertext, CInt(clamping: ciphertext.count))
                    == 1,
                unsafe EVP_DecryptFinal_ex(context, base + Int(count), &rest) == 1
            else {
                // What is not authentic is a result, not an error.
                ERR_clear_error()
                return nil
            }
            return Int(count) + Int(rest)
        }
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }
}
