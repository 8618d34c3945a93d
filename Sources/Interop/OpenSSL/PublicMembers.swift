internal import COpenSSL

/// What is public of a key, as a JWK has it (RFC 7518 section 6, RFC 8037 section 2).
///
/// Big-endian bytes, still to be written as base64url.
package enum PublicMembers: Hashable, Sendable {
    /// The curve and the point on it, both coordinates at the curve's length.
    case ec(curve: EllipticCurve, x: [UInt8], y: [UInt8])

    /// The bytes of a key that is nothing else.
    case octets(curve: OctetCurve, x: [UInt8])

    /// Modulus and exponent without leading zeros.
    case rsa(n: [UInt8], e: [UInt8])

    /// Takes them out of a key of any kind that has them.
    ///
    /// - Throws: `OpenSSLError` when the key is of a kind that has none of these.
    init(of key: OpaquePointer) throws(OpenSSLError) {
        ERR_clear_error()
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 {
            self = unsafe .rsa(
                n: try Self.number("n", of: key, count: nil), e: try Self.number("e", of: key, count: nil))
        } else if let curve = unsafe EllipticCurve(of: key) {
            self = unsafe .ec(
                curve: curve, x: try Self.number("qx", of: key, count: curve.coordinateLength),
                y: try Self.number("qy", of: key, count: curve.coordinateLength))
        } else if let curve = unsafe OctetCurve(of: key) {
            var x = [UInt8](repeating: 0, count: curve.keyLength)
            var count = x.count
            try check(
                unsafe EVP_PKEY_get_raw_public_key(key, &x, &count), calling: "EVP_PKEY_get_raw_public_key")
            self = .octets(curve: curve, x: x)
        } else {
            throw OpenSSLError(calling: "EVP_PKEY_is_a")
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

extension PrivateKey {
    /// The public half of the key.
    ///
    /// - Throws: `OpenSSLError` when the key is of a kind that `PublicMembers` does not name.
    package func publicMembers() throws(OpenSSLError) -> PublicMembers {
        try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in try unsafe PublicMembers(of: pkey) }
    }
}

extension PublicKey {
    /// The numbers or bytes of the key.
    ///
    /// - Throws: `OpenSSLError` when the key is of a kind that `PublicMembers` does not name.
    package func members() throws(OpenSSLError) -> PublicMembers {
        try unsafe withKeyPointer { (pkey) throws(OpenSSLError) in try unsafe PublicMembers(of: pkey) }
    }
}
