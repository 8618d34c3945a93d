internal import COpenSSL

/// The hash functions that JOSE's algorithms are built on (RFC 7518 sections 3.1 and 4.1).
package enum HashFunction: String, CaseIterable, Sendable {
    /// For RSA-OAEP without a number only, where it is no weakness (RFC 7518 section 4.3).
    case sha1 = "SHA1"
    case sha256 = "SHA2-256"
    case sha384 = "SHA2-384"
    case sha512 = "SHA2-512"

    /// The length of a digest in bytes.
    package var digestLength: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `message` (`EVP_Q_digest`).
    package func digest(of message: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        ERR_clear_error()
        var digest = [UInt8](repeating: 0, count: digestLength)
        let status = unsafe EVP_Q_digest(nil, rawValue, nil, message, message.count, &digest, nil)
        try check(status, calling: "EVP_Q_digest")
        return digest
    }
}
