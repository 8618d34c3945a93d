internal import TestTokens

extension AccessCase {
    /// The daemon's settings; `keys.json` beside them has the mint's key.
    package static let settings = """
        issuers:
          local: { issuer: "https://issuer.example", jwks-file: keys.json }
        policies:
          orders:
            issuers: [ local ]
            audiences: [ "api://orders" ]
            claim-headers: { X-Auth-Subject: sub, X-Auth-Scopes: scp, X-Auth-Roles: roles, X-Auth-Claims: "@payload" }
          clerks:
            issuers: [ local ]
            audiences: [ "api://orders" ]
            required-claims:
              - { name: roles, match: any, values: [ Clerk, Manager ] }
            claim-headers: { X-Auth-Subject: sub, X-Auth-Roles: roles }
        """

    /// What is let in, with the claims that the backend sees.
    package static let allowed: [AccessCase] = [
        allow(
            "a good token",
            headers: ["X-Auth-Subject": "ada", "X-Auth-Scopes": "orders.read", "X-Auth-Roles": nil]
        ) {
            try $0.token()
        },
        allow("a token for several audiences", headers: ["X-Auth-Subject": "ada"]) {
            try $0.token(["aud": ["api://other", "api://orders"]])
        },
        allow(
            "a token with the scope of the location", at: .export,
            headers: ["X-Auth-Scopes": "a orders.export"]
        ) {
            try $0.token(["scp": "a orders.export"])
        },
        allow("one of the required roles", at: .clerks, headers: ["X-Auth-Roles": "Guest,Manager"]) {
            try $0.token(["roles": ["Guest", "Manager"]])
        },
    ]

    /// What is refused before or because of who signed it.
    package static let refusedForOrigin: [AccessCase] = [
        refuse(
            "no token", "TokenNotPresent", "JWT not present. There is no token in the Authorization header.",
            error: nil
        ) { _ in nil
        },
        refuse(
            "no token where a scope is required", at: .export, "TokenNotPresent",
            "JWT not present. There is no token in the Authorization header.", error: nil,
            scope: "orders.export"
        ) { _ in nil },
        refuse(
            "an empty token", "TokenNotPresent",
            "JWT not present. There is no token in the Authorization header.", error: nil
        ) { _ in
            "Bearer "
        },
        refuse(
            "another scheme", "TokenNotPresent",
            "JWT not present. The Authorization header has the scheme 'Basic', accepted is 'Bearer'.",
            error: nil
        ) { _ in "Basic YWRhOjE=" },
        refuse(
            "two tokens", status: 400, "JwtInvalid", "more than one token was presented, accepted is one",
            error: "invalid_request"
        ) { "Bearer \(try $0.token()) \(try $0.token())" },
        refuse(
            "not a token", status: 400, "JwtInvalid",
            "the credentials hold characters that no token has (RFC 6750 section 2.1)",
            error: "invalid_request"
        ) { _ in
            "Bearer \"abc\""
        },
        refuse("a malformed token", "JwtInvalid", "the token has 1 part, and a signed token (JWS) has three")
        { _ in
            "Bearer abc"
        },
        refuse(
            "another issuer", "TokenIssuerNotAllowed",
            "Issuer validation failed: 'iss' is 'https://other.example', accepted is 'https://issuer.example'. Access denied."
        ) {
            "Bearer \(try $0.token(["iss": "https://other.example"]))"
        },
        refuse(
            "a broken signature", "TokenSignatureInvalid",
            "Signature validation failed: the ES256 signature was not made with key 'k1' of issuer 'local'. Access denied."
        ) { "Bearer \(try $0.tokenWithBadSignature())" },
        refuse(
            "the payload of another token", "TokenSignatureInvalid",
            "Signature validation failed: the ES256 signature was not made with key 'k1' of issuer 'local'. Access denied."
        ) {
            let good = try $0.token().split(separator: ".")
            let other = try $0.token(["sub": "root"]).split(separator: ".")
            return "Bearer \(good[0]).\(other[1]).\(good[2])"
        },
        refuse(
            "a key that nobody knows", "TokenSignatureKeyNotFound",
            "Signature validation failed: issuer 'local' has no key 'k9'. Access denied."
        ) {
            "Bearer \(try $0.token(header: ["kid": "k9"]))"
        },
        refuse(
            "alg none", "JwtInvalid",
            "'alg' is 'none', accepted is any of 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', "
                + "'ES384' and 5 more"
        ) {
            let payload = $0.claims().text
            return "Bearer \(CompactToken.unsigned(header: #"{"alg":"none"}"#, payload: payload))"
        },
    ]

    /// What is refused for what it says, although its signature is good.
    package static let refusedForClaims: [AccessCase] = [
        refuse(
            "an expired token", "TokenExpired",
            "Lifetime validation failed: the token expired at <time>, now is <time>, clock skew is 0 s. Access denied."
        ) {
            "Bearer \(try $0.token(["exp": .integer($0.now - 60)]))"
        },
        refuse(
            "no expiration time", "JwtInvalid", "'exp' is missing, and the policy requires an expiration time"
        ) {
            "Bearer \(try $0.token(["exp": nil]))"
        },
        refuse(
            "a token that is not valid yet", "TokenNotYetValid",
            "Lifetime validation failed: the token is not valid before <time>, now is <time>, clock skew is 0 s. Access denied."
        ) {
            "Bearer \(try $0.token(["nbf": .integer($0.now + 600)]))"
        },
        refuse(
            "another audience", "TokenAudienceNotAllowed",
            "Audience validation failed: 'aud' is 'api://other', accepted is 'api://orders'. Access denied."
        ) { "Bearer \(try $0.token(["aud": "api://other"]))" },
        refuse(
            "no audience", "TokenAudienceNotAllowed",
            "Audience validation failed: 'aud' is missing, accepted is 'api://orders'. Access denied."
        ) {
            "Bearer \(try $0.token(["aud": nil]))"
        },
        refuse(
            "a missing scope", at: .export, status: 403, "InsufficientScope",
            "the token has the scopes 'orders.read', required is 'orders.export'",
            error: "insufficient_scope",
            scope: "orders.export"
        ) { "Bearer \(try $0.token())" },
        refuse(
            "a missing claim", at: .clerks, status: 403, "TokenClaimNotFound",
            "JWT is missing the following claims: roles. Access denied. Required is roles: any of 'Clerk', 'Manager'.",
            error: "insufficient_scope"
        ) {
            "Bearer \(try $0.token())"
        },
        refuse(
            "a wrong value of a claim", at: .clerks, status: 403, "TokenClaimValueNotAllowed",
            "Claim roles value of Guest, clerk is not allowed. Access denied. Required is any of 'Clerk', 'Manager'.",
            error: "insufficient_scope"
        ) {
            "Bearer \(try $0.token(["roles": ["Guest", "clerk"]]))"
        },
    ]

    /// All of them.
    package static let table = allowed + refusedForOrigin + refusedForClaims
}
