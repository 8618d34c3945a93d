/// Writes public keys as DER (RFC 5280 section 4.1.2.7), the one form in which OpenSSL reads every kind.
enum SubjectPublicKeyInfo {
    /// An RSA key (RFC 3279 section 2.3.1).
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let numbers = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
        return DER.sequence(DER.sequence(DER.rsaEncryption + DER.null) + DER.bitString(numbers))
    }

    /// A point on a curve (RFC 5480 section 2).
    static func elliptic(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) -> [UInt8] {
        let uncompressed: UInt8 = 0x04
        let algorithm = DER.sequence(DER.ecPublicKey + curve.objectIdentifier)
        return DER.sequence(algorithm + DER.bitString([uncompressed] + x + y))
    }

    /// A key that is plain octets (RFC 8410 section 4).
    static func octets(_ curve: OctetCurve, _ bytes: [UInt8]) -> [UInt8] {
        DER.sequence(DER.sequence(curve.objectIdentifier) + DER.bitString(bytes))
    }

    /// An ML-DSA key (RFC 9881 section 4).
    static func moduleLattice(_ set: ModuleLattice, _ bytes: [UInt8]) -> [UInt8] {
        DER.sequence(DER.sequence(set.objectIdentifier) + DER.bitString(bytes))
    }
}
