import GatehouseCore
import JOSE
import Policy
import TestSupport
import Testing

/// A token that is refused, and why.
struct RefusedToken: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let parameters: @Sendable (TokenMint) throws -> [String: String]
    let refusal: Refusal
    let status: Int

    init(
        _ name: String, _ refusal: Refusal, _ status: Int,
        _ parameters: @escaping @Sendable (TokenMint) throws -> [String: String]
    ) {
        testDescription = name
        self.parameters = parameters
        self.refusal = refusal
        self.status = status
    }
}

extension RefusedToken {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default:
            issuers: [ main ]
            audiences: [ api://orders ]
            algorithms: [ ES256, RS256 ]
            clock-skew: 10
            required-claims:
              - { name: scp, match: any, separator: " ", values: [ orders.read ] }
            claim-headers: { X-Auth-Subject: sub }

        """

    private static let now = TestGate.now
    private static let scope = ClaimRequirement(
        path: ClaimPath(names: ["scp"]), match: .any, separator: " ", values: ["orders.read"])

    /// A token of another key that says what the mint's would.
    private static func forged(_ mint: TokenMint, keyIdentifier: String = "k1") throws -> String {
        try TokenMint(keyIdentifier: keyIdentifier, now: now).token()
    }

    private static func time(_ seconds: Int64) -> UnixTime { UnixTime(seconds: seconds) }

    /// Made anew each time: in a value that lives for ever LeakSanitizer does not find the pointers that an enum's
    /// tag hides.
    static var all: [RefusedToken] {
        [
            RefusedToken("no token", .tokenNotPresent(place: "the Authorization header"), 401) { _ in [:] },
            RefusedToken("another scheme", .tokenSchemeNotAccepted(seen: "Basic", accepted: "Bearer"), 401) {
                _ in
                ["HTTP_AUTHORIZATION": "Basic YTpi"]
            },
            RefusedToken("two tokens", .credentialsMalformed(.moreThanOneToken), 400) {
                .bearer("\(try $0.token()), Bearer \(try $0.token())")
            },
            RefusedToken("no token's characters", .credentialsMalformed(.notAToken), 400) { _ in
                .bearer("a\"b")
            },
            RefusedToken("no JWS", .malformed(.partCount(1)), 401) { _ in .bearer("abc") },
            RefusedToken("an encrypted token", .malformed(.encrypted), 401) { _ in .bearer("a.b.c.d.e") },
            RefusedToken("alg none", .algorithmNotAllowed(seen: "none", accepted: ["ES256", "RS256"]), 401) {
                .bearer(CompactToken.unsigned(header: #"{"alg":"none"}"#, payload: $0.claims().text))
            },
            RefusedToken(
                "an algorithm not listed", .algorithmNotAllowed(seen: "ES384", accepted: ["ES256", "RS256"]),
                401
            ) { .bearer(try $0.token(header: ["alg": "ES384"])) },
            RefusedToken(
                "another issuer",
                .issuerNotAllowed(seen: "https://issuer.example/", accepted: ["https://issuer.example"]), 401
            ) { .bearer(try $0.token(["iss": "https://issuer.example/"])) },
            RefusedToken("no issuer", .issuerNotAllowed(seen: nil, accepted: ["https://issuer.example"]), 401)
            {
                .bearer(try $0.token(["iss": nil]))
            },
            RefusedToken("an unknown key", .keyNotFound(keyID: "k2", issuer: "main"), 401) {
                .bearer(try forged($0, keyIdentifier: "k2"))
            },
            RefusedToken(
                "a key for another algorithm",
                .keyDoesNotFit(keyID: "k1", algorithm: "RS256", issuer: "main"),
                401
            ) { .bearer(try $0.token(header: ["alg": "RS256"])) },
            RefusedToken(
                "another key's signature",
                .signatureInvalid(keyID: "k1", algorithm: "ES256", issuer: "main"), 401
            ) { .bearer(try forged($0)) },
            RefusedToken(
                "a changed signature", .signatureInvalid(keyID: "k1", algorithm: "ES256", issuer: "main"), 401
            ) { .bearer(try $0.tokenWithBadSignature()) },
            RefusedToken(
                "a token that has expired",
                .expired(expiry: time(now - 10), now: time(now), clockSkew: 10), 401
            ) { .bearer(try $0.token(["exp": .integer(now - 10)])) },
            RefusedToken("no exp", .expiryMissing, 401) { .bearer(try $0.token(["exp": nil])) },
            RefusedToken(
                "a token for later",
                .notYetValid(notBefore: time(now + 11), now: time(now), clockSkew: 10), 401
            ) { .bearer(try $0.token(["nbf": .integer(now + 11)])) },
            RefusedToken("an exp that is text", .timeMalformed(claim: "exp", seen: "\"soon\""), 401) {
                .bearer(try $0.token(["exp": "soon"]))
            },
            RefusedToken(
                "another audience",
                .audienceNotAllowed(accepted: ["api://orders"], presented: ["api://bills"]), 401
            ) { .bearer(try $0.token(["aud": ["api://bills"]])) },
            RefusedToken("a missing claim", .claimNotFound([scope]), 403) {
                .bearer(try $0.token(["scp": nil]))
            },
            RefusedToken("another claim value", .claimValueNotAllowed(scope, presented: ["a", "b"]), 403) {
                .bearer(try $0.token(["scp": "a b"]))
            },
            RefusedToken(
                "a scope less than the location requires",
                .insufficientScope(required: ["orders.write"], presented: ["orders.read"]), 403
            ) { .bearer(try $0.token(), ["GATEHOUSE_REQUIRE_SCOPE": "orders.write"]) },
            RefusedToken("an unknown policy", .policyNotFound(name: "x"), 500) {
                .bearer(try $0.token(), ["GATEHOUSE_POLICY": "x"])
            },
        ]
    }
}
