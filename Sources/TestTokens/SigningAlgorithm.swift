package import OpenSSL

/// A JWS algorithm the test issuer signs with (RFC 7518 section 3.1, RFC 8037 section 3.1).
package enum SigningAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"

    /// What OpenSSL is asked for.
    package var scheme: PrivateKey.Scheme {
        switch self {
        case .rs256: .rsaPKCS1(.sha256)
        case .rs384: .rsaPKCS1(.sha384)
        case .rs512: .rsaPKCS1(.sha512)
        case .ps256: .rsaPSS(.sha256)
        case .ps384: .rsaPSS(.sha384)
        case .ps512: .rsaPSS(.sha512)
        case .es256: .ecdsa(.sha256, .p256)
        case .es384: .ecdsa(.sha384, .p384)
        case .es512: .ecdsa(.sha512, .p521)
        case .edDSA: .eddsa
        }
    }

    /// The kind of key that fits.
    package func keyKind(rsaBits: Int = 2048) -> PrivateKey.Kind {
        switch scheme {
        case .ecdsa(_, let curve): .ec(curve)
        case .eddsa: .ed25519
        case .rsaPKCS1, .rsaPSS: .rsa(bits: rsaBits)
        }
    }
}
