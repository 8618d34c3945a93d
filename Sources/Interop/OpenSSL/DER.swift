/// Writes the few sorts of DER that keys are made of (X.690 sections 8 and 10).
enum DER {
    /// A list of other elements.
    static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    /// A string of whole octets as bits.
    static func bitString(_ content: [UInt8]) -> [UInt8] {
        let unusedBits: UInt8 = 0
        return element(0x03, [unusedBits] + content)
    }

    /// A number that is not negative: without leading zeros, and with one where the first bit is set.
    static func integer(_ number: [UInt8]) -> [UInt8] {
        let significant = Array(number.drop { $0 == 0 })
        let needsZero = significant.first.map { $0 >= 0x80 } ?? true
        return element(0x02, (needsZero ? [0] : []) + significant)
    }

    /// An octet string.
    static func octetString(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }

    /// An element with an explicit tag of its own in a structure, 0 to 30.
    static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { element(0xA0 | number, content) }

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
    static let rsaEncryption: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01,
    ]

    /// The object identifier 1.2.840.10045.2.1.
    static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]

    static let null: [UInt8] = [0x05, 0x00]
}

extension EllipticCurve {
    /// The curve's object identifier in DER (RFC 5480 section 2.1.1.1, SEC 2 section A.2.1).
    var objectIdentifier: [UInt8] {
        switch self {
        case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
        case .secp256k1: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x0A]
        }
    }
}

extension OctetCurve {
    /// The curve's object identifier in DER (RFC 8410 section 3): 1.3.101.110 to 113.
    var objectIdentifier: [UInt8] {
        switch self {
        case .ed25519: [0x06, 0x03, 0x2B, 0x65, 0x70]
        case .ed448: [0x06, 0x03, 0x2B, 0x65, 0x71]
        case .x25519: [0x06, 0x03, 0x2B, 0x65, 0x6E]
        case .x448: [0x06, 0x03, 0x2B, 0x65, 0x6F]
        }
    }
}

extension ModuleLattice {
    /// The parameter set's object identifier in DER (RFC 9881 section 2): 2.16.840.1.101.3.4.3.17 to 19.
    var objectIdentifier: [UInt8] {
        let last: UInt8 =
            switch self {
            case .mlDSA44: 0x11
            case .mlDSA65: 0x12
            case .mlDSA87: 0x13
            }
        return [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, last]
    }
}
