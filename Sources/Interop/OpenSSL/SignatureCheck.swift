internal import COpenSSL

/// Verifies signatures of one key under one scheme, on one thread.
///
/// Setting up an `EVP_MD_CTX` costs a third as much as an RSA verification, so it is done once and the
/// prepared context is copied for each signature.
@safe
package final class SignatureCheck {
    /// How a message is hashed and padded before the key is applied.
    package enum Scheme: Hashable, Sendable {
        /// ECDSA over a hash; the signature is r and s, one after the other.
        case ecdsa(HashFunction)

        /// EdDSA, which hashes for itself (RFC 8032).
        case eddsa

        /// ML-DSA, which hashes for itself, with an empty context (RFC 9964 section 3).
        case mlDSA

        /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
        case rsaPKCS1(HashFunction)

        /// RSASSA-PSS with MGF1 and a salt as long as the digest (RFC 7518 section 3.5).
        case rsaPSS(HashFunction)
    }

    private let isECDSA: Bool
    private let prepared: OpaquePointer
    private let working: OpaquePointer
    private var der: [UInt8] = []

    /// Prepares the check.
    ///
    /// - Parameters:
    ///   - key: The key; OpenSSL holds on to it.
    ///   - scheme: A scheme that fits the key.
    /// - Throws: `OpenSSLError` when OpenSSL cannot use the key in that way.
    package init(key: PublicKey, scheme: Scheme) throws(OpenSSLError) {
        ERR_clear_error()
        let prepared = try unsafe check(EVP_MD_CTX_new(), calling: "EVP_MD_CTX_new")
        guard let working = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_MD_CTX_free(prepared)
            throw OpenSSLError(calling: "EVP_MD_CTX_new")
        }
        unsafe self.prepared = unsafe prepared
        unsafe self.working = unsafe working
        self.isECDSA = if case .ecdsa = scheme { true } else { false }
        try unsafe key.withKeyPointer { (pkey) throws(OpenSSLError) in
            try unsafe Self.prepare(prepared, pkey: pkey, scheme: scheme)
        }
    }

    /// Whether `signature` is the key's over `message`.
    ///
    /// - Parameters:
    ///   - signature: The signature as a JWS carries it. Chosen by the token: any bytes.
    ///   - message: The signed bytes.
    /// - Returns: `false` for a signature that does not match, whatever is wrong with it.
    /// - Throws: `OpenSSLError` when the check itself could not be made.
    package func isValid(_ signature: Span<UInt8>, of message: Span<UInt8>) throws(OpenSSLError) -> Bool {
        // OpenSSL 3.5 reads through a null pointer when it copies into a context of the same digest, since one that
        // verifies has no state of its digest's own. Emptying it first costs nothing: copying would do it.
        try check(unsafe EVP_MD_CTX_reset(working), calling: "EVP_MD_CTX_reset")
        try check(unsafe EVP_MD_CTX_copy_ex(working, prepared), calling: "EVP_MD_CTX_copy_ex")
        guard isECDSA else { return verify(signature, message) }
        ECDSASignature.writeDER(of: signature, to: &der)
        let encoded = der
        return verify(encoded.span, message)
    }

    private func verify(_ signature: Span<UInt8>, _ message: Span<UInt8>) -> Bool {
        let status = unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    working, signature.baseAddress, signature.count, message.baseAddress, message.count)
            }
        }
        // A signature that does not match is a result, not an error: what it left in the queue would be
        // read as the cause of the next failure.
        if status != 1 { ERR_clear_error() }
        return status == 1
    }

    private static func prepare(
        _ context: OpaquePointer, pkey: OpaquePointer, scheme: Scheme
    ) throws(OpenSSLError) {
        let hash: HashFunction? =
            switch scheme {
            case .ecdsa(let hash), .rsaPKCS1(let hash), .rsaPSS(let hash): hash
            case .eddsa, .mlDSA: nil
            }
        var keyContext: OpaquePointer?
        let status = unsafe EVP_DigestVerifyInit_ex(
            context, &keyContext, hash?.rawValue, nil, nil, pkey, nil)
        try check(status, calling: "EVP_DigestVerifyInit_ex")
        switch scheme {
        case .ecdsa, .eddsa, .mlDSA:
            break
        case .rsaPKCS1:
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PADDING),
                calling: "EVP_PKEY_CTX_set_rsa_padding")
        case .rsaPSS:
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING),
                calling: "EVP_PKEY_CTX_set_rsa_padding")
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST),
                calling: "EVP_PKEY_CTX_set_rsa_pss_saltlen")
        }
    }

    deinit {
        unsafe EVP_MD_CTX_free(prepared)
        unsafe EVP_MD_CTX_free(working)
    }
}
