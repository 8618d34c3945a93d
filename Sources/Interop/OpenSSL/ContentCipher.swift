/// The ciphers that encrypt a JWE's content (RFC 7518 section 5.1).
package enum ContentCipher: String, CaseIterable, Sendable {
    case a128CBCHS256 = "A128CBC-HS256"
    case a192CBCHS384 = "A192CBC-HS384"
    case a256CBCHS512 = "A256CBC-HS512"
    case a128GCM = "A128GCM"
    case a192GCM = "A192GCM"
    case a256GCM = "A256GCM"

    /// The length of the content encryption key in bytes; half of it authenticates where a hash does.
    package var keyLength: Int {
        switch self {
        case .a128CBCHS256: 32
        case .a192CBCHS384: 48
        case .a256CBCHS512: 64
        case .a128GCM: 16
        case .a192GCM: 24
        case .a256GCM: 32
        }
    }

    /// The hash that authenticates, cut to half its length; `nil` where the cipher does it (GCM).
    var hash: HashFunction? {
        switch self {
        case .a128CBCHS256: .sha256
        case .a192CBCHS384: .sha384
        case .a256CBCHS512: .sha512
        case .a128GCM, .a192GCM, .a256GCM: nil
        }
    }

    /// The length of the initialization vector in bytes.
    package var initializationVectorLength: Int { hash == nil ? 12 : 16 }

    /// The length of the authentication tag in bytes.
    package var tagLength: Int { hash.map { $0.digestLength / 2 } ?? 16 }

    /// OpenSSL's name for the cipher.
    var cipherName: String {
        switch self {
        case .a128CBCHS256: "AES-128-CBC"
        case .a192CBCHS384: "AES-192-CBC"
        case .a256CBCHS512: "AES-256-CBC"
        case .a128GCM: "AES-128-GCM"
        case .a192GCM: "AES-192-GCM"
        case .a256GCM: "AES-256-GCM"
        }
    }
}
