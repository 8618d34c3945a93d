/// Writes public keys as DER (RFC 5280 section 4.1.2.7), the one form in which OpenSSL reads every kind.
enum SubjectPublicKeyInfo {
    /// An RSA key (RFC 3279 section 2.3.1).
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let numbers = sequence(integer(modulus) + integer(exponent))
        return sequence(sequence(rsaEncryption + null) + bitString(numbers))
    }

    /// A point on a curve (RFC 5480 section 2).
    static func elliptic(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) -> [UInt8] {
        let uncompressed: UInt8 = 0x04
        return sequence(sequence(ecPublicKey + curve.objectIdentifier) + bitString([uncompressed] + x + y))
    }

    /// An Ed25519 key (RFC 8410 section 4).
    static func ed25519(_ bytes: [UInt8]) -> [UInt8] {
        sequence(sequence(ed25519Identifier) + bitString(bytes))
    }

    // MARK: DER (X.690 sections 8 and 10)

    private static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    private static func bitString(_ content: [UInt8]) -> [UInt8] {
        let unusedBits: UInt8 = 0
        return element(0x03, [unusedBits] + content)
    }

    /// A number that is not negative: without leading zeros, and with one where the first bit is set.
    private static func integer(_ number: [UInt8]) -> [UInt8] {
        let significant = Array(number.drop { $0 == 0 })
        let needsZero = significant.first.map { $0 >= 0x80 } ?? true
        return element(0x02, (needsZero ? [0] : []) + significant)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    /// The object identifier 1.2.840.113549.1.1.1.
    private static let rsaEncryption: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01,
    ]

    /// The object identifier 1.2.840.10045.2.1.
    private static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]

    /// The object identifier 1.3.101.112.
    private static let ed25519Identifier: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]

    private static let null: [UInt8] = [0x05, 0x00]
}

extension EllipticCurve {
    /// The curve's object identifier in DER (RFC 5480 section 2.1.1.1).
    fileprivate var objectIdentifier: [UInt8] {
        switch self {
        case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
        }
    }
}
