/// The hash functions that JOSE's algorithms are built on (RFC 7518 section 3.1).
package enum HashFunction: String, CaseIterable, Sendable {
    case sha256 = "SHA2-256"
    case sha384 = "SHA2-384"
    case sha512 = "SHA2-512"

    /// The length of a digest in bytes.
    package var digestLength: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}
