internal import COpenSSL

extension PrivateKey {
    /// The numbers of the public key, as a JWK has them (RFC 7518 section 6, RFC 8037 section 2).
    ///
    /// Big-endian bytes, still to be written as base64url.
    package enum PublicMembers: Hashable, Sendable {
        /// The curve and the point on it, both coordinates at the curve's length.
        case ec(curve: EllipticCurve, x: [UInt8], y: [UInt8])

        /// The 32 bytes of an Ed25519 public key.
        case ed25519(x: [UInt8])

        /// Modulus and exponent without leading zeros.
        case rsa(n: [UInt8], e: [UInt8])
    }

    /// The public half of the key.
    ///
    /// - Throws: `OpenSSLError` when the key is of a kind that `Kind` does not name.
    package func publicMembers() throws(OpenSSLError) -> PublicMembers {
        ERR_clear_error()
        return try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in
            if unsafe EVP_PKEY_is_a(pkey, "RSA") == 1 {
                return unsafe .rsa(
                    n: try Self.number("n", of: pkey, count: nil),
                    e: try Self.number("e", of: pkey, count: nil))
            }
            if unsafe EVP_PKEY_is_a(pkey, "EC") == 1 {
                // A curve's coordinates are as long as its field, and no two curves share a length.
                guard
                    let curve = EllipticCurve.allCases.first(where: {
                        $0.coordinateLength == coordinateLength
                    })
                else { throw OpenSSLError(calling: "EVP_PKEY_get_bits") }
                return unsafe .ec(
                    curve: curve,
                    x: try Self.number("qx", of: pkey, count: coordinateLength),
                    y: try Self.number("qy", of: pkey, count: coordinateLength))
            }
            var x = [UInt8](repeating: 0, count: 32)
            var count = x.count
            try check(
                unsafe EVP_PKEY_get_raw_public_key(pkey, &x, &count), calling: "EVP_PKEY_get_raw_public_key")
            return .ed25519(x: x)
        }
    }

    /// One number of the key (`EVP_PKEY_get_bn_param`), at `count` bytes or at its own length.
    private static func number(
        _ name: String, of pkey: OpaquePointer, count: Int?
    ) throws(OpenSSLError) -> [UInt8] {
        var number: OpaquePointer?
        try check(unsafe EVP_PKEY_get_bn_param(pkey, name, &number), calling: "EVP_PKEY_get_bn_param")
        defer { unsafe BN_free(number) }
        return try unsafe bytes(of: number, count: count ?? (Int(BN_num_bits(number)) + 7) / 8)
    }

    /// A number as big-endian bytes, padded on the left (`BN_bn2binpad`).
    static func bytes(of number: OpaquePointer?, count: Int) throws(OpenSSLError) -> [UInt8] {
        let number = try unsafe check(number, calling: "BN_bn2binpad")
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe BN_bn2binpad(number, &bytes, CInt(clamping: count)) == count else {
            throw OpenSSLError(calling: "BN_bn2binpad")
        }
        return bytes
    }
}
