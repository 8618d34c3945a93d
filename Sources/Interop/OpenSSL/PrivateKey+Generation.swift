internal import COpenSSL

extension PrivateKey {
    /// What sort of key to make.
    package enum Kind: Hashable, Sendable {
        /// An elliptic-curve key (RFC 7518 section 6.2).
        case ec(EllipticCurve)

        /// A key that is plain octets (RFC 8037).
        case octets(OctetCurve)

        /// An RSA key with a modulus of so many bits and the exponent 65537.
        case rsa(bits: Int)
    }

    /// Makes a fresh key (`EVP_PKEY_generate`).
    package static func generate(_ kind: Kind) throws(OpenSSLError) -> PrivateKey {
        ERR_clear_error()
        let name =
            switch kind {
            case .ec: "EC"
            case .octets(let curve): curve.typeName
            case .rsa: "RSA"
            }
        let context = try unsafe check(
            EVP_PKEY_CTX_new_from_name(nil, name, nil), calling: "EVP_PKEY_CTX_new_from_name")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try check(unsafe EVP_PKEY_keygen_init(context), calling: "EVP_PKEY_keygen_init")
        switch kind {
        case .ec(let curve):
            try check(
                unsafe EVP_PKEY_CTX_set_group_name(context, curve.groupName),
                calling: "EVP_PKEY_CTX_set_group_name")
        case .octets:
            break
        case .rsa(let bits):
            try check(
                unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, CInt(clamping: bits)),
                calling: "EVP_PKEY_CTX_set_rsa_keygen_bits")
        }
        var made: OpaquePointer?
        try check(unsafe EVP_PKEY_generate(context, &made), calling: "EVP_PKEY_generate")
        return try unsafe PrivateKey(takingOwnershipOf: check(made, calling: "EVP_PKEY_generate"))
    }
}
