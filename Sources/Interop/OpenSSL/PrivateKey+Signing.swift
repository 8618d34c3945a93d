internal import COpenSSL

extension PrivateKey {
    /// Signs `message` in the form a JWS carries: an ECDSA signature is r and s at fixed length (RFC 7518
    /// section 3.4).
    ///
    /// - Throws: `OpenSSLError` when the key is not of the scheme's kind.
    package func signature(of message: [UInt8], by scheme: SignatureCheck.Scheme) throws(OpenSSLError)
        -> [UInt8]
    {
        switch scheme {
        case .ecdsa(let hash):
            try fixedLength(rawSignature(of: message, hash: hash, isPSS: false))
        case .eddsa, .mlDSA:
            try rawSignature(of: message, hash: nil, isPSS: false)
        case .rsaPKCS1(let hash):
            try rawSignature(of: message, hash: hash, isPSS: false)
        case .rsaPSS(let hash):
            try rawSignature(of: message, hash: hash, isPSS: true)
        }
    }

    /// The signature as `EVP_DigestSign` makes it: DER for ECDSA, the bare bytes otherwise.
    private func rawSignature(
        of message: [UInt8], hash: HashFunction?, isPSS: Bool
    ) throws(OpenSSLError) -> [UInt8] {
        ERR_clear_error()
        let context = try unsafe check(EVP_MD_CTX_new(), calling: "EVP_MD_CTX_new")
        defer { unsafe EVP_MD_CTX_free(context) }
        return try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            var keyContext: OpaquePointer?
            let status = unsafe EVP_DigestSignInit_ex(
                context, &keyContext, hash?.rawValue, nil, nil, pkey, nil)
            try check(status, calling: "EVP_DigestSignInit_ex")
            if isPSS {
                try check(
                    unsafe EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING),
                    calling: "EVP_PKEY_CTX_set_rsa_padding")
                try check(
                    unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST),
                    calling: "EVP_PKEY_CTX_set_rsa_pss_saltlen")
            }
            var signature = [UInt8](repeating: 0, count: Int(unsafe EVP_PKEY_get_size(pkey)))
            var count = signature.count
            try check(
                unsafe EVP_DigestSign(context, &signature, &count, message, message.count),
                calling: "EVP_DigestSign")
            return Array(signature.prefix(count))
        }
    }

    /// Turns a DER `ECDSA-Sig-Value` into r and s side by side (`d2i_ECDSA_SIG`).
    private func fixedLength(_ der: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let parsed = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &cursor, bytes.count)
        }
        let numbers = try unsafe check(parsed, calling: "d2i_ECDSA_SIG")
        defer { unsafe ECDSA_SIG_free(numbers) }
        let count = coordinateLength
        let r = try unsafe PublicMembers.bytes(of: ECDSA_SIG_get0_r(numbers), count: count)
        let s = try unsafe PublicMembers.bytes(of: ECDSA_SIG_get0_s(numbers), count: count)
        return r + s
    }
}
