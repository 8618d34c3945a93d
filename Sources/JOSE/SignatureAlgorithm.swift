package import OpenSSL

/// Everything Gatehouse needs to know about one JWS `alg`, in one row (RFC 7518 section 3.1, RFC 8037,
/// RFC 8812 for ES256K, RFC 9864 for Ed25519 and Ed448, RFC 9964 for ML-DSA).
///
/// Code below this table receives a row, never the identifier, so there is nowhere for a second
/// `switch` over algorithm names to disagree with it.
package struct SignatureAlgorithm: Sendable {
    /// The key an algorithm needs.
    package enum KeyRequirement: Hashable, Sendable {
        /// A public key on either curve of EdDSA, which names both.
        case edwardsKey

        /// A public key of this kind.
        case publicKey(PublicKey.Kind)

        /// A secret that both sides share.
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

    /// The exact signature length in bytes; `nil` where it depends on the key, and OpenSSL checks it.
    package let signatureLength: Int?

    /// Whether one secret both makes and checks signatures, so that whoever can check can also forge.
    package var isSymmetric: Bool { keyRequirement == .secret }

    /// Whether the OpenSSL in use has the algorithm; asked of it, since ML-DSA came with version 3.5.
    package var isOffered: Bool {
        guard case .publicKey(.moduleLattice(let set)) = keyRequirement else { return true }
        return set.isOffered
    }

    /// The algorithms this build implements, by name; `none` is not among them and never will be.
    package static let all: [String: SignatureAlgorithm] = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.name, $0) })

    /// The names of all algorithms in the order of the table.
    package static let names: [String] = rows.map(\.name)

    private static let rows: [SignatureAlgorithm] = [
        row("RS256", .publicKey(.rsa), .rsaPKCS1(.sha256)),
        row("RS384", .publicKey(.rsa), .rsaPKCS1(.sha384)),
        row("RS512", .publicKey(.rsa), .rsaPKCS1(.sha512)),
        row("PS256", .publicKey(.rsa), .rsaPSS(.sha256)),
        row("PS384", .publicKey(.rsa), .rsaPSS(.sha384)),
        row("PS512", .publicKey(.rsa), .rsaPSS(.sha512)),
        row("ES256", .publicKey(.elliptic(.p256)), .ecdsa(.sha256), length: 64),
        row("ES384", .publicKey(.elliptic(.p384)), .ecdsa(.sha384), length: 96),
        row("ES512", .publicKey(.elliptic(.p521)), .ecdsa(.sha512), length: 132),
        row("ES256K", .publicKey(.elliptic(.secp256k1)), .ecdsa(.sha256), length: 64),
        row("EdDSA", .edwardsKey, .eddsa),
        row("Ed25519", .publicKey(.octets(.ed25519)), .eddsa, length: 64),
        row("Ed448", .publicKey(.octets(.ed448)), .eddsa, length: 114),
        lattice(.mlDSA44),
        lattice(.mlDSA65),
        lattice(.mlDSA87),
        secret("HS256", .sha256),
        secret("HS384", .sha384),
        secret("HS512", .sha512),
    ]

    private static func row(
        _ name: String, _ key: KeyRequirement, _ scheme: SignatureCheck.Scheme, length: Int? = nil
    ) -> SignatureAlgorithm {
        SignatureAlgorithm(
            name: name, keyRequirement: key, method: .signature(scheme), signatureLength: length)
    }

    private static func lattice(_ set: ModuleLattice) -> SignatureAlgorithm {
        row(set.rawValue, .publicKey(.moduleLattice(set)), .mlDSA, length: set.signatureLength)
    }

    private static func secret(_ name: String, _ hash: HashFunction) -> SignatureAlgorithm {
        SignatureAlgorithm(
            name: name, keyRequirement: .secret, method: .authenticationCode(hash),
            signatureLength: hash.digestLength)
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
