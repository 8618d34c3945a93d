package import OpenSSL

/// A private key with what its JWK says of it.
package struct SigningKey: Sendable {
    /// The algorithm tokens are signed with, and the `alg` of the JWK.
    package let algorithm: SigningAlgorithm

    /// The `kid` of the JWK and of tokens.
    package let identifier: String

    /// The key itself.
    package let key: PrivateKey

    /// Pairs a key at hand with its name.
    package init(_ algorithm: SigningAlgorithm, identifier: String, key: PrivateKey) {
        self.algorithm = algorithm
        self.identifier = identifier
        self.key = key
    }

    /// Makes a fresh key that fits `algorithm`.
    package static func generate(
        _ algorithm: SigningAlgorithm, identifier: String, rsaBits: Int = 2048
    ) throws(OpenSSLError) -> SigningKey {
        let key = try PrivateKey.generate(algorithm.keyKind(rsaBits: rsaBits))
        return SigningKey(algorithm, identifier: identifier, key: key)
    }

    /// The public half as a JWK with `kid`, `alg` and `use` (RFC 7517 section 4).
    package func jwk() throws(OpenSSLError) -> TestJSON {
        let common: TestJSON = [
            "alg": .string(algorithm.rawValue), "kid": .string(identifier), "use": "sig",
        ]
        let members: TestJSON =
            switch try key.publicMembers() {
            case .ec(let curve, let x, let y):
                [
                    "kty": "EC", "crv": .string(curve.rawValue),
                    "x": .string(CompactToken.base64URL(x)), "y": .string(CompactToken.base64URL(y)),
                ]
            case .octets(let curve, let x):
                ["kty": "OKP", "crv": .string(curve.rawValue), "x": .string(CompactToken.base64URL(x))]
            case .rsa(let n, let e):
                [
                    "kty": "RSA", "n": .string(CompactToken.base64URL(n)),
                    "e": .string(CompactToken.base64URL(e)),
                ]
            }
        return common.merging(members)
    }

    /// A JWK set (RFC 7517 section 5) of `keys`.
    package static func set(_ keys: [SigningKey]) throws(OpenSSLError) -> TestJSON {
        var jwks: [TestJSON] = []
        for key in keys { jwks.append(try key.jwk()) }
        return ["keys": .array(jwks)]
    }
}
