internal import COpenSSL

/// The curves of ECDSA signatures and of key agreement (RFC 7518 section 6.2.1.1, RFC 8812 section 3.1).
package enum EllipticCurve: String, CaseIterable, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"
    case secp256k1 = "secp256k1"

    /// The length of a coordinate, and of half a signature, in bytes.
    package var coordinateLength: Int {
        switch self {
        case .p256, .secp256k1: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// OpenSSL's name for the group.
    var groupName: String {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        case .secp256k1: "secp256k1"
        }
    }

    /// The curve of a key (`EVP_PKEY_get_group_name`); fails when it is none of these, or no EC key.
    init?(of key: OpaquePointer) {
        let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { name in
            let status = unsafe EVP_PKEY_get_group_name(key, name.baseAddress, name.count, nil)
            guard status == 1, let base = name.baseAddress else { return "" }
            return unsafe String(cString: base)
        }
        guard let curve = Self.allCases.first(where: { $0.groupName == name }) else { return nil }
        self = curve
    }
}
