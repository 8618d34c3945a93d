internal import COpenSSL

/// The curves whose keys are plain octets (RFC 8037 section 2): two to sign with, two to agree on keys with.
package enum OctetCurve: String, CaseIterable, Sendable {
    case ed25519 = "Ed25519"
    case ed448 = "Ed448"
    case x25519 = "X25519"
    case x448 = "X448"

    /// The length of a public key, and of a private one, in bytes.
    package var keyLength: Int {
        switch self {
        case .ed25519, .x25519: 32
        case .ed448: 57
        case .x448: 56
        }
    }

    /// Whether keys on it make signatures; the others agree on keys.
    package var isForSigning: Bool {
        switch self {
        case .ed25519, .ed448: true
        case .x25519, .x448: false
        }
    }

    /// OpenSSL's name for the key's type.
    var typeName: String { rawValue.uppercased() }

    /// The curve of a key; fails when it is none of these.
    init?(of key: OpaquePointer) {
        guard let curve = Self.allCases.first(where: { unsafe EVP_PKEY_is_a(key, $0.typeName) == 1 }) else {
            return nil
        }
        self = curve
    }
}
