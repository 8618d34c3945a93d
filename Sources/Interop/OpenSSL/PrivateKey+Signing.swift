internal import COpenSSL

extension PrivateKey {
    /// How to sign: the padding or curve arithmetic, and the hash before it.
    package enum Scheme: Hashable, Sendable {
        /// ECDSA, the signature as the two numbers r and s at fixed length (RFC 7518 section 3.4).
        case ecdsa(Hash, Curve)

        /// Pure EdDSA, which hashes by itself (RFC 8037 section 3.1).
        case eddsa

        /// RSASSA-PKCS1-v1_5 (RFC 7518 section 3.3).
        case rsaPKCS1(Hash)

        /// RSASSA-PSS, MGF1 with the same hash, the salt as long as the hash (RFC 7518 section 3.5).
        case rsaPSS(Hash)
    }

    /// A hash of the SHA-2 family, by the name OpenSSL fetches it with.
    package enum Hash: String, CaseIterable, Sendable {
        case sha256 = "SHA256"
        case sha384 = "SHA384"
        case sha512 = "SHA512"
    }

    /// Signs `message`.
    ///
    /// - Throws: `OpenSSLError` when the key is not of the scheme's kind.
    package func signature(of message: [UInt8], by scheme: Scheme) throws(OpenSSLError) -> [UInt8] {
        switch scheme {
        case .ecdsa(let hash, let curve):
            let encoded = try rawSignature(of: message, hash: hash.rawValue, isPSS: false)
            return try Self.fixedLength(encoded, numberByteCount: curve.coordinateByteCount)
        case .eddsa:
            return try rawSignature(of: message, hash: nil, isPSS: false)
        case .rsaPKCS1(let hash):
            return try rawSignature(of: message, hash: hash.rawValue, isPSS: false)
        case .rsaPSS(let hash):
            return try rawSignature(of: message, hash: hash.rawValue, isPSS: true)
        }
    }

    /// The signature as `EVP_DigestSign` makes it: DER for ECDSA, the bare bytes otherwise.
    private func rawSignature(
        of message: [UInt8], hash: String?, isPSS: Bool
    ) throws(OpenSSLError) -> [UInt8] {
        ERR_clear_error()
        let context = try unsafe check(EVP_MD_CTX_new(), calling: "EVP_MD_CTX_new")
        defer { unsafe EVP_MD_CTX_free(context) }
        return try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            var keyContext: OpaquePointer?
            let status = unsafe EVP_DigestSignInit_ex(context, &keyContext, hash, nil, nil, pkey, nil)
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
    private static func fixedLength(
        _ der: [UInt8], numberByteCount: Int
    ) throws(OpenSSLError) -> [UInt8] {
        let parsed = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &cursor, bytes.count)
        }
        let numbers = try unsafe check(parsed, calling: "d2i_ECDSA_SIG")
        defer { unsafe ECDSA_SIG_free(numbers) }
        let r = try unsafe bytes(of: ECDSA_SIG_get0_r(numbers), count: numberByteCount)
        let s = try unsafe bytes(of: ECDSA_SIG_get0_s(numbers), count: numberByteCount)
        return r + s
    }
}
