internal import COpenSSL

/// A public key, backed by one OpenSSL `EVP_PKEY`.
///
/// The wrapper owns exactly one reference and releases it in `deinit`.
@safe
package final class PublicKey {
    /// What a key is, as far as the choice of an algorithm depends on it.
    package enum Kind: Hashable, Sendable {
        case elliptic(EllipticCurve)
        case moduleLattice(ModuleLattice)
        case octets(OctetCurve)
        case rsa
    }

    /// What it is.
    package let kind: Kind

    private let pkey: OpaquePointer

    /// Makes an RSA key; whether its numbers are good enough is the caller's question.
    ///
    /// - Parameters:
    ///   - modulus: `n`, big-endian.
    ///   - exponent: `e`, big-endian.
    /// - Throws: `OpenSSLError` when OpenSSL refuses the numbers.
    package convenience init(rsaModulus modulus: [UInt8], exponent: [UInt8]) throws(OpenSSLError) {
        try self.init(der: SubjectPublicKeyInfo.rsa(modulus: modulus, exponent: exponent), kind: .rsa)
    }

    /// Makes a key from a point on `curve`, which OpenSSL checks to be on it.
    ///
    /// - Parameters:
    ///   - curve: The curve.
    ///   - x: The first coordinate, exactly `curve.coordinateLength` bytes.
    ///   - y: The second coordinate, as long.
    /// - Throws: `OpenSSLError` when the point is none of the curve's.
    package convenience init(curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        try self.init(der: SubjectPublicKeyInfo.elliptic(curve, x: x, y: y), kind: .elliptic(curve))
        try checkPoint()
    }

    /// Makes a key that is plain octets (RFC 8032, RFC 7748).
    ///
    /// - Throws: `OpenSSLError` when there are not as many as the curve wants.
    package convenience init(curve: OctetCurve, bytes: [UInt8]) throws(OpenSSLError) {
        try self.init(der: SubjectPublicKeyInfo.octets(curve, bytes), kind: .octets(curve))
    }

    /// Makes an ML-DSA key (RFC 9881 section 4).
    ///
    /// - Throws: `OpenSSLError` when the length is wrong, or the OpenSSL in use does not know ML-DSA.
    package convenience init(_ set: ModuleLattice, bytes: [UInt8]) throws(OpenSSLError) {
        try self.init(der: SubjectPublicKeyInfo.moduleLattice(set, bytes), kind: .moduleLattice(set))
    }

    /// Takes the key out of a certificate in DER (RFC 5280 section 4.1), of which nothing else is judged.
    ///
    /// Fails when the key is of a kind that no algorithm here uses.
    ///
    /// - Parameter certificate: The certificate. Chosen by the issuer: any bytes.
    /// - Throws: `OpenSSLError` when the bytes are no certificate, or more than one.
    package convenience init?(certificate: [UInt8]) throws(OpenSSLError) {
        ERR_clear_error()
        let parsed = unsafe certificate.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &cursor, bytes.count) else { return nil }
            guard unsafe cursor == bytes.baseAddress.map({ unsafe $0 + bytes.count }) else {
                unsafe X509_free(certificate)
                return nil
            }
            return unsafe certificate
        }
        let certificate = try unsafe check(parsed, calling: "d2i_X509")
        defer { unsafe X509_free(certificate) }
        let key = try unsafe check(X509_get_pubkey(certificate), calling: "X509_get_pubkey")
        guard let kind = unsafe Self.kind(of: key) else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        unsafe self.init(takingOwnershipOf: key, kind: kind)
    }

    /// Reads a key in PEM: `PUBLIC KEY` (RFC 7468 section 13), or a `CERTIFICATE`'s (section 5).
    ///
    /// - Returns: `nil` when the key is of a kind that no algorithm here uses.
    /// - Throws: `OpenSSLError` when the text holds neither.
    package convenience init?(pem: [UInt8]) throws(OpenSSLError) {
        ERR_clear_error()
        let key = unsafe try Self.readPEM(pem)
        guard let kind = unsafe Self.kind(of: key) else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        unsafe self.init(takingOwnershipOf: key, kind: kind)
    }

    private convenience init(der: [UInt8], kind: Kind) throws(OpenSSLError) {
        ERR_clear_error()
        let parsed = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var cursor = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &cursor, bytes.count)
        }
        unsafe self.init(takingOwnershipOf: try check(parsed, calling: "d2i_PUBKEY"), kind: kind)
    }

    private init(takingOwnershipOf pkey: OpaquePointer, kind: Kind) {
        unsafe self.pkey = unsafe pkey
        self.kind = kind
    }

    /// The key size in bits: the modulus's length, or the curve's field size.
    package var bitCount: Int { Int(unsafe EVP_PKEY_get_bits(pkey)) }

    /// The RSA public exponent, big-endian without leading zeros; `nil` for other keys.
    package var rsaExponent: [UInt8]? {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &number) == 1 else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe BN_free(number) }
        let count = (Int(unsafe BN_num_bits(number)) + 7) / 8
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            guard let base = bytes.baseAddress else { return }
            initialized = Int(unsafe BN_bn2bin(number, base))
        }
    }

    /// Lends the key to `body`; the pointer must not escape it.
    func withKeyPointer<Result>(
        _ body: (OpaquePointer) throws(OpenSSLError) -> Result
    ) throws(OpenSSLError) -> Result {
        try unsafe body(pkey)
    }

    /// Whether both are the same key (`EVP_PKEY_eq`).
    package func isEqual(to other: PublicKey) -> Bool {
        unsafe EVP_PKEY_eq(pkey, other.pkey) == 1
    }

    private func checkPoint() throws(OpenSSLError) {
        let context = try unsafe check(
            EVP_PKEY_CTX_new_from_pkey(nil, pkey, nil), calling: "EVP_PKEY_CTX_new_from_pkey")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try check(unsafe EVP_PKEY_public_check(context), calling: "EVP_PKEY_public_check")
    }

    private static func readPEM(_ pem: [UInt8]) throws(OpenSSLError) -> OpaquePointer {
        let source = try unsafe check(BIO_new_mem_buf(pem, CInt(pem.count)), calling: "BIO_new_mem_buf")
        defer { unsafe BIO_free(source) }
        if let key = unsafe PEM_read_bio_PUBKEY(source, nil, gatehouse_no_passphrase, nil) {
            return unsafe key
        }
        ERR_clear_error()
        _ = unsafe BIO_ctrl(source, BIO_CTRL_RESET, 0, nil)
        let certificate = try unsafe check(
            PEM_read_bio_X509(source, nil, gatehouse_no_passphrase, nil), calling: "PEM_read_bio_X509")
        defer { unsafe X509_free(certificate) }
        return try unsafe check(X509_get_pubkey(certificate), calling: "X509_get_pubkey")
    }

    /// What a key is, or `nil` when no algorithm here uses such a key.
    static func kind(of key: OpaquePointer) -> Kind? {
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 { return .rsa }
        if let curve = unsafe OctetCurve(of: key) { return .octets(curve) }
        if let set = unsafe ModuleLattice(of: key) { return .moduleLattice(set) }
        return unsafe EllipticCurve(of: key).map(Kind.elliptic)
    }

    deinit { unsafe EVP_PKEY_free(pkey) }
}

// EVP_PKEY is immutable after construction here and reference-counted with atomics (openssl-threads(7)).
extension PublicKey: @unchecked Sendable {}
