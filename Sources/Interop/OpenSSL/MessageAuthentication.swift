internal import COpenSSL

/// Verifies HMACs (RFC 2104) of one secret under one hash function, on one thread.
@safe
package final class MessageAuthentication {
    private let context: OpaquePointer
    private let tagLength: Int

    /// Prepares the check.
    ///
    /// - Parameters:
    ///   - secret: The key; OpenSSL keeps a copy of its own and wipes it when done.
    ///   - hash: The hash function.
    /// - Throws: `OpenSSLError` when OpenSSL has no HMAC or the memory is short.
    package init(secret: SecretBytes, hash: HashFunction) throws(OpenSSLError) {
        ERR_clear_error()
        let mac = try unsafe check(EVP_MAC_fetch(nil, "HMAC", nil), calling: "EVP_MAC_fetch")
        defer { unsafe EVP_MAC_free(mac) }
        unsafe self.context = try unsafe check(EVP_MAC_CTX_new(mac), calling: "EVP_MAC_CTX_new")
        self.tagLength = hash.digestLength
        // The parameter points to its name and its value; neither is copied.
        let name = Array(OSSL_MAC_PARAM_DIGEST.utf8CString)
        var digest = Array(hash.rawValue.utf8CString)
        let status = unsafe name.withUnsafeBufferPointer { name in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                var parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(name.baseAddress, digest.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return unsafe secret.bytes.withUnsafeBufferPointer { secret in
                    unsafe EVP_MAC_init(context, secret.baseAddress, secret.count, &parameters)
                }
            }
        }
        try check(status, calling: "EVP_MAC_init")
    }

    /// Whether `tag` is the secret's over `message`; compared in constant time.
    ///
    /// - Throws: `OpenSSLError` when the check itself could not be made.
    package func isValid(_ tag: Span<UInt8>, of message: Span<UInt8>) throws(OpenSSLError) -> Bool {
        // Without a key, EVP_MAC_init starts over with the one it has.
        try check(unsafe EVP_MAC_init(context, nil, 0, nil), calling: "EVP_MAC_init")
        let updated = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_MAC_update(context, message.baseAddress, message.count)
        }
        try check(updated, calling: "EVP_MAC_update")
        let longestTag = 64
        return try unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longestTag) {
            (computed) throws(OpenSSLError) in
            var length = 0
            let status = unsafe EVP_MAC_final(context, computed.baseAddress, &length, computed.count)
            try check(status, calling: "EVP_MAC_final")
            guard length == tagLength, tag.count == tagLength else { return false }
            return unsafe tag.withUnsafeBufferPointer { tag in
                unsafe CRYPTO_memcmp(tag.baseAddress, computed.baseAddress, length) == 0
            }
        }
    }

    deinit { unsafe EVP_MAC_CTX_free(context) }
}
