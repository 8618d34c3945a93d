package import OpenSSL

/// Everything Gatehouse needs to know about one JWS `alg`, in one row (RFC 7518 section 3.1, RFC 8037).
///
/// Code below this table receives a row, never the identifier, so there is nowhere for a second
/// `switch` over algorithm names to disagree with it.
package struct SignatureAlgorithm: Sendable {
    /// The key an algorithm needs.
    package enum KeyRequirement: Hashable, Sendable {
        case publicKey(PublicKey.Kind)
        case secret
    }

    /// How a signature is checked.
    package enum Method: Hashable, Sendable {
        case authenticationCode(HashFunction)
        case signature(SignatureCheck.Scheme)
    }

    /// The JWA identifier, exactly as it appears in a header.
    package let name: String

    /// What a key must be to be used with this algorithm.
    package let keyRequirement: KeyRequirement

    /// How its signatures are checked.
    package let method: Method

    /// The exact signature length in bytes; `nil` where it is the length of the key's modulus.
    package let signatureLength: Int?

    /// Whether one secret both makes and checks signatures, so that whoever can check can also forge.
    package var isSymmetric: Bool { keyRequirement == .secret }

    /// The algorithms this build implements, by name; `none` is not among them and never will be.
    package static let all: [String: SignatureAlgorithm] = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.name, $0) })

    /// The names of all algorithms in the order of the table.
    package static let names: [String] = rows.map(\.name)

    private static let rows: [SignatureAlgorithm] = [
        row("RS256", .publicKey(.rsa), .signature(.rsaPKCS1(.sha256))),
        row("RS384", .publicKey(.rsa), .signature(.rsaPKCS1(.sha384))),
        row("RS512", .publicKey(.rsa), .signature(.rsaPKCS1(.sha512))),
        row("PS256", .publicKey(.rsa), .signature(.rsaPSS(.sha256))),
        row("PS384", .publicKey(.rsa), .signature(.rsaPSS(.sha384))),
        row("PS512", .publicKey(.rsa), .signature(.rsaPSS(.sha512))),
        row("ES256", .publicKey(.elliptic(.p256)), .signature(.ecdsa(.sha256)), length: 64),
        row("ES384", .publicKey(.elliptic(.p384)), .signature(.ecdsa(.sha384)), length: 96),
        row("ES512", .publicKey(.elliptic(.p521)), .signature(.ecdsa(.sha512)), length: 132),
        row("EdDSA", .publicKey(.ed25519), .signature(.eddsa), length: 64),
        row("HS256", .secret, .authenticationCode(.sha256), length: 32),
        row("HS384", .secret, .authenticationCode(.sha384), length: 48),
        row("HS512", .secret, .authenticationCode(.sha512), length: 64),
    ]

    private static func row(
        _ name: String, _ keyRequirement: KeyRequirement, _ method: Method, length: Int? = nil
    ) -> SignatureAlgorithm {
        SignatureAlgorithm(
            name: name, keyRequirement: keyRequirement, method: method, signatureLength: length)
    }
}

extension SignatureAlgorithm: Hashable {
    package static func == (left: SignatureAlgorithm, right: SignatureAlgorithm) -> Bool {
        left.name == right.name
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}
