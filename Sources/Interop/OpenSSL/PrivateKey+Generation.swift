internal import COpenSSL

extension PrivateKey {
    /// What sort of key to make.
    package enum Kind: Hashable, Sendable {
        /// An elliptic-curve key (RFC 7518 section 6.2).
        case ec(Curve)

        /// An Ed25519 key (RFC 8037).
        case ed25519

        /// An RSA key with a modulus of so many bits and the exponent 65537.
        case rsa(bits: Int)
    }

    /// A curve of RFC 7518 section 6.2.1.1, by its name there.
    package enum Curve: String, CaseIterable, Sendable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// The length of a coordinate, and of each half of a signature, in bytes.
        package var coordinateByteCount: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }
    }

    /// Makes a fresh key (`EVP_PKEY_generate`).
    package static func generate(_ kind: Kind) throws(OpenSSLError) -> PrivateKey {
        ERR_clear_error()
        let name =
            switch kind {
            case .ec: "EC"
            case .ed25519: "ED25519"
            case .rsa: "RSA"
            }
        let context = try unsafe check(
            EVP_PKEY_CTX_new_from_name(nil, name, nil), calling: "EVP_PKEY_CTX_new_from_name")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try check(unsafe EVP_PKEY_keygen_init(context), calling: "EVP_PKEY_keygen_init")
        switch kind {
        case .ec(let curve):
            try check(
                unsafe EVP_PKEY_CTX_set_group_name(context, curve.rawValue),
                calling: "EVP_PKEY_CTX_set_group_name")
        case .ed25519:
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
