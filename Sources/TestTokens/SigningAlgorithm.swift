package import OpenSSL

/// A JWS algorithm the test issuer signs with (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812, RFC 9864).
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
    case es256K = "ES256K"
    case edDSA = "EdDSA"
    case ed25519 = "Ed25519"
    case ed448 = "Ed448"

    /// What OpenSSL is asked for.
    package var scheme: SignatureCheck.Scheme {
        switch self {
        case .rs256: .rsaPKCS1(.sha256)
        case .rs384: .rsaPKCS1(.sha384)
        case .rs512: .rsaPKCS1(.sha512)
        case .ps256: .rsaPSS(.sha256)
        case .ps384: .rsaPSS(.sha384)
        case .ps512: .rsaPSS(.sha512)
        case .es256: .ecdsa(.sha256)
        case .es384: .ecdsa(.sha384)
        case .es512: .ecdsa(.sha512)
        case .es256K: .ecdsa(.sha256)
        case .edDSA, .ed25519, .ed448: .eddsa
        }
    }

    /// The kind of key that fits.
    package func keyKind(rsaBits: Int = 2048) -> PrivateKey.Kind {
        switch self {
        case .es256: .ec(.p256)
        case .es384: .ec(.p384)
        case .es512: .ec(.p521)
        case .es256K: .ec(.secp256k1)
        case .edDSA, .ed25519: .octets(.ed25519)
        case .ed448: .octets(.ed448)
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa(bits: rsaBits)
        }
    }
}
