@_exported public import TestTokens

/// An issuer in a test's pocket: one key, one issuer name, one audience, one moment.
///
/// Everything about a token can be overridden, so that a test names only what it is about:
/// `try mint.token(["exp": nil, "scp": "orders.read"])`.
package struct TokenMint: Sendable {
    /// The `iss` of tokens.
    package let issuer: String

    /// The `aud` of tokens.
    package let audience: String

    /// The `iat` of tokens, in seconds since 1970; they end an hour later.
    package let now: Int64

    /// The key that signs.
    package let key: SigningKey

    /// Makes a mint with a fresh key.
    package init(
        _ algorithm: SigningAlgorithm = .es256, keyIdentifier: String = "k1",
        issuer: String = "https://issuer.example", audience: String = "api://orders", now: Int64
    ) throws {
        self.issuer = issuer
        self.audience = audience
        self.now = now
        self.key = try SigningKey.generate(algorithm, identifier: keyIdentifier)
    }

    /// The claims of an ordinary token, with `changes` put over them; a `nil` removes the claim.
    package func claims(_ changes: KeyValuePairs<String, TestJSON?> = [:]) -> TestJSON {
        var claims: TestJSON = [
            "iss": .string(issuer), "aud": .string(audience), "sub": "ada", "scp": "orders.read",
            "iat": .integer(now), "nbf": .integer(now), "exp": .integer(now + 3600),
        ]
        for (name, value) in changes { claims[name] = value }
        return claims
    }

    /// Signs an ordinary token, changed as `changes` and `header` say.
    package func token(
        _ changes: KeyValuePairs<String, TestJSON?> = [:], header: TestJSON = [:]
    ) throws -> String {
        try CompactToken.sign(claims(changes), header: header, by: key)
    }

    /// An ordinary token whose signature is over something else.
    package func tokenWithBadSignature() throws -> String {
        CompactToken.withBrokenSignature(try token())
    }

    /// The set with this mint's public key.
    package func jwks() throws -> String {
        try SigningKey.set([key]).text
    }
}
