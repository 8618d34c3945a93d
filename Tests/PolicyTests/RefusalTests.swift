import JOSE
import Policy
import Testing

@Suite("Refusals: reason, status, error code and words")
struct RefusalTests {
    static let time = UnixTime(seconds: 1_000)
    static let scope = ClaimRequirement(
        path: ClaimPath(names: ["scp"]), match: .any, separator: " ", values: ["orders.read", "orders.write"])
    static let tenants = [GUID("7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e")].compactMap(\.self)
    static let roles = ClaimRequirement(path: ClaimPath(names: ["roles"]), match: .all, values: ["Clerk"])

    @Test(
        "each has its own",
        arguments: [
            (
                .algorithmNotAllowed(seen: "none", accepted: ["RS256"]), "JwtInvalid", 401, "invalid_token",
                #""alg" is "none", accepted is "RS256""#
            ),
            (
                .audienceNotAllowed(accepted: ["a", "b"], presented: ["c"]), "TokenAudienceNotAllowed", 401,
                "invalid_token",
                #"Audience validation failed: "aud" is "c", accepted is any of "a", "b". Access denied."#
            ),
            (
                .audienceNotAllowed(accepted: ["a"], presented: []), "TokenAudienceNotAllowed", 401,
                "invalid_token",
                #"Audience validation failed: "aud" is missing, accepted is "a". Access denied."#
            ),
            (
                .backendApplicationNotAllowed(accepted: ["a", "api://a"], presented: ["c"]),
                "TokenAudienceNotAllowed", 401, "invalid_token",
                #"Audience validation failed: "aud" is "c", accepted is any of "a", "api://a". Access denied."#
            ),
            (
                .claimNotFound([scope]), "TokenClaimNotFound", 403, "insufficient_scope",
                #"JWT is missing the following claims: scp. Access denied. Required is scp: any of "orders.read", "#
                    + #""orders.write"."#
            ),
            (
                .claimNotFound([scope, roles]), "TokenClaimNotFound", 403, "insufficient_scope",
                #"JWT is missing the following claims: scp, roles. Access denied. Required is scp: any of "#
                    + #""orders.read", "orders.write"; roles: "Clerk"."#
            ),
            (
                .claimValueNotAllowed(scope, presented: ["x"]), "TokenClaimValueNotAllowed", 403,
                "insufficient_scope",
                #"Claim scp value of x is not allowed. Access denied. Required is any of "orders.read", "#
                    + #""orders.write"."#
            ),
            (
                .claimValueNotAllowed(roles, presented: ["a\r\nb", "c"]), "TokenClaimValueNotAllowed", 403,
                "insufficient_scope",
                #"Claim roles value of a\u{d}\u{a}b, c is not allowed. Access denied. Required is "Clerk"."#
            ),
            (
                .credentialsMalformed(.moreThanOneToken), "JwtInvalid", 400, "invalid_request",
                "more than one token was presented, accepted is one"
            ),
            (
                .credentialsMalformed(.notAToken), "JwtInvalid", 400, "invalid_request",
                "the credentials hold characters that no token has (RFC 6750 section 2.1)"
            ),
            (
                .expired(expiry: time, now: UnixTime(seconds: 1_060), clockSkew: 5), "TokenExpired", 401,
                "invalid_token",
                "Lifetime validation failed: the token expired at 1970-01-01T00:16:40Z, now is 1970-01-01T00:17:40Z, "
                    + "clock skew is 5 s. Access denied."
            ),
            (
                .expiryMissing, "JwtInvalid", 401, "invalid_token",
                #""exp" is missing, and the policy requires an expiration time"#
            ),
            (
                .insufficientScope(required: ["a", "b"], presented: ["c"]), "InsufficientScope", 403,
                "insufficient_scope", #"the token has the scopes "c", required is "a", "b""#
            ),
            (
                .internalFailure("secret detail"), "InternalError", 500, nil,
                "the request could not be judged because of an internal error"
            ),
            (
                .issuerNotAllowed(seen: nil, accepted: ["https://a"]), "TokenIssuerNotAllowed", 401,
                "invalid_token",
                #"Issuer validation failed: "iss" is missing, accepted is "https://a". Access denied."#
            ),
            (
                .issuerNotAllowed(seen: "x\r\n", accepted: ["https://a"]), "TokenIssuerNotAllowed", 401,
                "invalid_token",
                #"Issuer validation failed: "iss" is "x\u{d}\u{a}", accepted is "https://a". Access denied."#
            ),
            (
                .keyDoesNotFit(keyID: "k", algorithm: "RS256", issuer: "i"), "TokenSignatureKeyNotFound", 401,
                "invalid_token",
                #"Signature validation failed: issuer "i" has no key "k" for the algorithm RS256. Access denied."#
            ),
            (
                .keyNotFound(keyID: "k", issuer: "i"), "TokenSignatureKeyNotFound", 401, "invalid_token",
                #"Signature validation failed: issuer "i" has no key "k". Access denied."#
            ),
            (
                .keysUnavailable(issuer: "i"), "KeysUnavailable", 503, nil,
                #"the keys of issuer "i" are not available"#
            ),
            (
                .malformed(.partCount(2)), "JwtInvalid", 401, "invalid_token",
                "the token has 2 parts, and a signed token (JWS) has three"
            ),
            (
                .notYetValid(notBefore: time, now: UnixTime(seconds: 0), clockSkew: 0), "TokenNotYetValid",
                401, "invalid_token",
                "Lifetime validation failed: the token is not valid before 1970-01-01T00:16:40Z, "
                    + "now is 1970-01-01T00:00:00Z, clock skew is 0 s. Access denied."
            ),
            (.policyNotFound(name: "p"), "PolicyNotFound", 500, nil, #"there is no policy "p""#),
            (
                .signatureInvalid(keyID: "k", algorithm: "ES256", issuer: "i"), "TokenSignatureInvalid", 401,
                "invalid_token",
                #"Signature validation failed: the ES256 signature was not made with key "k" of issuer "i". Access denied."#
            ),
            (
                .signatureInvalid(keyID: nil, algorithm: "ES256", issuer: "i"), "TokenSignatureInvalid", 401,
                "invalid_token",
                #"Signature validation failed: the ES256 signature was not made with a key of issuer "i". Access denied."#
            ),
            (
                .signatureForGraph(keyID: "k", algorithm: "RS256", issuer: "i"), "TokenSignatureInvalid", 401,
                "invalid_token",
                #"Signature validation failed: the token's header has a "nonce", so it is for Microsoft Graph, "#
                    + "and nobody but Graph can verify it. Access denied."
            ),
            (
                .keyOfOtherIssuer(keyID: "k", keyIssuer: "https://a", seen: "https://b"),
                "TokenIssuerNotAllowed", 401, "invalid_token",
                #"Issuer validation failed: key "k" is for the issuer "https://a", and "iss" is "https://b". "#
                    + "Access denied."
            ),
            (
                .tenantNotAllowed(seen: "t", accepted: .listed(tenants)), "TokenIssuerNotAllowed", 401,
                "invalid_token",
                #"Issuer validation failed: "tid" is "t", accepted is "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e". "#
                    + "Access denied."
            ),
            (
                .tenantNotAllowed(seen: "t", accepted: .anyButPersonal), "TokenIssuerNotAllowed", 401,
                "invalid_token",
                #"Issuer validation failed: "tid" is "t", accepted is any but the one of personal accounts. "#
                    + "Access denied."
            ),
            (
                .tenantNotAllowed(seen: nil, accepted: .issuerOnly), "TokenIssuerNotAllowed", 401,
                "invalid_token",
                #"Issuer validation failed: "tid" is missing, accepted is the GUID of a tenant in "iss". "#
                    + "Access denied."
            ),
            (
                .groupsOverage(
                    ClaimRequirement(path: ClaimPath(names: ["groups"]), match: .any, values: ["g"])),
                "TokenClaimNotFound", 403, "insufficient_scope",
                "JWT is missing the following claims: groups. Access denied. The caller is in more groups than the "
                    + #"issuer puts into a token (groups overage). Required is "g"."#
            ),
            (
                .timeMalformed(claim: "exp", seen: "\"x\""), "JwtInvalid", 401, "invalid_token",
                #""exp" is "\"x\"", and must be a number of seconds"#
            ),
            (
                .tokenNotPresent(place: "the Authorization header"), "TokenNotPresent", 401, nil,
                "JWT not present. There is no token in the Authorization header."
            ),
            (
                .tokenSchemeNotAccepted(seen: "Basic", accepted: "Bearer"), "TokenNotPresent", 401, nil,
                #"JWT not present. The Authorization header has the scheme "Basic", accepted is "Bearer"."#
            ),
            (
                .typeNotAllowed(seen: "JWT", accepted: "at+jwt"), "JwtInvalid", 401, "invalid_token",
                #""typ" is "JWT", accepted is "at+jwt""#
            ),
            (
                .typeNotAllowed(seen: nil, accepted: "at+jwt"), "JwtInvalid", 401, "invalid_token",
                #""typ" is missing, accepted is "at+jwt""#
            ),
        ] as [(Refusal, String, Int, String?, String)])
    func words(refusal: Refusal, reason: String, status: Int, error: String?, text: String) {
        #expect(refusal.reason == reason)
        #expect(refusal.status == status)
        #expect(refusal.bearerError == error)
        #expect(refusal.description == text)
    }

    @Test("a required scope is named in the challenge, another claim's values are not")
    func missingScopes() {
        #expect(Refusal.claimNotFound([Self.scope]).missingScopes == ["orders.read", "orders.write"])
        #expect(Refusal.claimNotFound([Self.roles]).missingScopes == [])
        #expect(Refusal.claimNotFound([Self.roles, Self.scope]).missingScopes == Self.scope.values)
    }

    @Test("a hundred missing claims do not make a long message either")
    func manyMissing() {
        let requirements = (1...100).map {
            ClaimRequirement(path: ClaimPath(names: ["c\($0)"]), match: .any, values: [])
        }
        let text = Refusal.claimNotFound(requirements).description
        #expect(text.utf8.count < 500)
        #expect(text.contains("c31, c32 and 68 more. Access denied. Required is c1: any value; "))
        #expect(text.hasSuffix("c8: any value and 92 more."))
    }

    @Test("a thousand long values do not make a long message")
    func length() {
        let values = Array(repeating: String(repeating: "x", count: 10_000), count: 1_000)
        let refusal = Refusal.audienceNotAllowed(accepted: ["a"], presented: values)
        #expect(refusal.description.utf8.count < 1_000)
        #expect(refusal.description.hasSuffix("and 992 more, accepted is \"a\". Access denied."))
    }
}
