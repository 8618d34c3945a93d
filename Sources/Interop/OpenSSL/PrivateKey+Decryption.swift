internal import COpenSSL

extension PrivateKey {
    /// What the key is; `nil` when no algorithm here uses such a key.
    package var publicKind: PublicKey.Kind? {
        unsafe withKeyPointer { pkey in unsafe PublicKey.kind(of: pkey) }
    }

    /// The key size in bits: the modulus's length, or the curve's field size.
    package var bitCount: Int { unsafe withKeyPointer { pkey in Int(unsafe EVP_PKEY_get_bits(pkey)) } }

    /// Reads a private key in DER (PKCS #8, RFC 5958), and checks that its public half belongs to it.
    ///
    /// - Throws: `OpenSSLError` when it is no such key.
    package convenience init(_ der: PrivateKeyInfo) throws(OpenSSLError) {
        ERR_clear_error()
        let parsed = unsafe der.bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &cursor, bytes.count)
        }
        try unsafe self.init(takingOwnershipOf: check(parsed, calling: "d2i_AutoPrivateKey"))
        try checkPair()
    }

    /// Decrypts with RSAES-OAEP (RFC 8017 section 7.1.2), with MGF1 over the same hash and no label.
    ///
    /// - Parameters:
    ///   - ciphertext: The ciphertext. Chosen by the token: any bytes of any length.
    ///   - hash: The hash of the padding.
    /// - Returns: The plaintext, or `nil` whatever is wrong with the ciphertext.
    /// - Throws: `OpenSSLError` when this is no RSA key.
    package func decryptOAEP(
        _ ciphertext: [UInt8], hash: HashFunction
    ) throws(OpenSSLError) -> SecretBytes? {
        ERR_clear_error()
        return try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            let context = try unsafe check(
                EVP_PKEY_CTX_new_from_pkey(nil, pkey, nil), calling: "EVP_PKEY_CTX_new_from_pkey")
            defer { unsafe EVP_PKEY_CTX_free(context) }
            try check(unsafe EVP_PKEY_decrypt_init(context), calling: "EVP_PKEY_decrypt_init")
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING),
                calling: "EVP_PKEY_CTX_set_rsa_padding")
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_oaep_md_name(context, hash.rawValue, nil),
                calling: "EVP_PKEY_CTX_set_rsa_oaep_md_name")
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, hash.rawValue, nil),
                calling: "EVP_PKEY_CTX_set_rsa_mgf1_md_name")
            let longest = Int(unsafe EVP_PKEY_get_size(pkey))
            return unsafe SecretBytes.written(capacity: longest) { plaintext in
                var count = plaintext.count
                let status = unsafe EVP_PKEY_decrypt(
                    context, plaintext.baseAddress, &count, ciphertext, ciphertext.count)
                guard status == 1 else {
                    ERR_clear_error()
                    return nil
                }
                return count
            }
        }
    }

    /// Agrees on a secret with the owner of `peer` (RFC 7518 section 4.6, RFC 8037 section 3.2).
    ///
    /// That the peer's point is on the curve was checked when its key was made (`PublicKey`); to check it again for
    /// each key tried would be a fifth to a third of the work. A point that gives the same secret to everybody is
    /// refused.
    ///
    /// - Parameter peer: The other's key. Chosen by the token.
    /// - Returns: The secret, or `nil` when the keys are of different kinds or the peer's is a bad one.
    /// - Throws: `OpenSSLError` when this key agrees on nothing.
    package func sharedSecret(with peer: PublicKey) throws(OpenSSLError) -> SecretBytes? {
        ERR_clear_error()
        return try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            let context = try unsafe check(
                EVP_PKEY_CTX_new_from_pkey(nil, pkey, nil), calling: "EVP_PKEY_CTX_new_from_pkey")
            defer { unsafe EVP_PKEY_CTX_free(context) }
            try check(unsafe EVP_PKEY_derive_init(context), calling: "EVP_PKEY_derive_init")
            return try unsafe peer.withKeyPointer { (peer) throws(OpenSSLError) in
                let checksAgain: CInt = 0
                // P-521's is the longest, 66 bytes.
                return unsafe SecretBytes.written(capacity: 128) { secret in
                    var count = secret.count
                    guard unsafe EVP_PKEY_derive_set_peer_ex(context, peer, checksAgain) == 1,
                        unsafe EVP_PKEY_derive(context, secret.baseAddress, &count) == 1
                    else {
                        ERR_clear_error()
                        return nil
                    }
                    return count
                }
            }
        }
    }

    private func checkPair() throws(OpenSSLError) {
        try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            let context = try unsafe check(
                EVP_PKEY_CTX_new_from_pkey(nil, pkey, nil), calling: "EVP_PKEY_CTX_new_from_pkey")
            defer { unsafe EVP_PKEY_CTX_free(context) }
            try check(unsafe EVP_PKEY_pairwise_check(context), calling: "EVP_PKEY_pairwise_check")
        }
    }
}
