/// A private key as DER (PKCS #8, RFC 5958), the one form in which OpenSSL reads every kind.
package struct PrivateKeyInfo {
    /// The DER.
    let bytes: [UInt8]

    /// An RSA key of its numbers in the order of RFC 8017 section A.1.2: n, e, d, p, q, dp, dq, qi.
    package init(rsa numbers: [[UInt8]]) {
        let key = DER.sequence(numbers.reduce(Self.version(0)) { $0 + DER.integer($1) })
        bytes = Self.info(algorithm: DER.rsaEncryption + DER.null, key: key)
    }

    /// A key on a curve (RFC 5915 section 3) with its point, all at the length of a coordinate.
    package init(_ curve: EllipticCurve, d: [UInt8], x: [UInt8], y: [UInt8]) {
        let uncompressed: UInt8 = 0x04
        let point = DER.tagged(1, DER.bitString([uncompressed] + x + y))
        let key = DER.sequence(Self.version(1) + DER.octetString(d) + point)
        bytes = Self.info(algorithm: DER.ecPublicKey + curve.objectIdentifier, key: key)
    }

    /// A key that is plain octets (RFC 8410 section 7).
    package init(_ curve: OctetCurve, d: [UInt8]) {
        bytes = Self.info(algorithm: curve.objectIdentifier, key: DER.octetString(d))
    }

    private static func info(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        DER.sequence(version(0) + DER.sequence(algorithm) + DER.octetString(key))
    }

    private static func version(_ number: UInt8) -> [UInt8] { DER.integer([number]) }
}
