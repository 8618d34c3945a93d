internal import COpenSSL

/// Derives keys from a shared secret by hashing (NIST SP 800-56C section 4, option 1; OpenSSL's `SSKDF`).
package enum SingleStepDerivation {
    /// Derives a key.
    ///
    /// - Parameters:
    ///   - secret: What was agreed on.
    ///   - info: What the key is for.
    ///   - length: The length of the key in bytes.
    ///   - hash: The hash function.
    /// - Returns: The key.
    /// - Throws: `OpenSSLError` when OpenSSL has no such derivation.
    package static func key(
        from secret: SecretBytes, info: [UInt8], length: Int, hash: HashFunction
    ) throws(OpenSSLError) -> SecretBytes {
        ERR_clear_error()
        let derivation = try unsafe check(EVP_KDF_fetch(nil, "SSKDF", nil), calling: "EVP_KDF_fetch")
        defer { unsafe EVP_KDF_free(derivation) }
        let context = try unsafe check(EVP_KDF_CTX_new(derivation), calling: "EVP_KDF_CTX_new")
        defer { unsafe EVP_KDF_CTX_free(context) }
        let key = try unsafe SecretBytes.written(capacity: length) { (key) throws(OpenSSLError) in
            let status = unsafe derive(context, from: secret, info: info, hash: hash, into: key)
            try check(status, calling: "EVP_KDF_derive")
            return length
        }
        guard let key else { throw OpenSSLError(calling: "EVP_KDF_derive") }
        return key
    }

    /// The parameters point to their names and values; none is copied, so all are lent for the whole call.
    private static func derive(
        _ context: OpaquePointer, from secret: SecretBytes, info: [UInt8], hash: HashFunction,
        into key: UnsafeMutableBufferPointer<UInt8>
    ) -> CInt {
        let names = [OSSL_KDF_PARAM_DIGEST, OSSL_KDF_PARAM_SECRET, OSSL_KDF_PARAM_INFO].map {
            Array($0.utf8CString)
        }
        var digest = Array(hash.rawValue.utf8CString)
        var info = info
        return unsafe secret.bytes.withUnsafeBufferPointer { secret in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                unsafe info.withUnsafeMutableBufferPointer { info in
                    withExtendedLifetime(names) {
                        unsafe EVP_KDF_derive(
                            context, key.baseAddress, key.count,
                            [
                                OSSL_PARAM_construct_utf8_string(names[0], digest.baseAddress, 0),
                                OSSL_PARAM_construct_octet_string(
                                    names[1], UnsafeMutableRawPointer(mutating: secret.baseAddress),
                                    secret.count),
                                OSSL_PARAM_construct_octet_string(names[2], info.baseAddress, info.count),
                                OSSL_PARAM_construct_end(),
                            ])
                    }
                }
            }
        }
    }
}
