import JOSE
import Policy
import Server
import Testing

@testable import GatehouseCore

@Suite("RFC 6750 section 3: WWW-Authenticate")
struct ChallengeTests {
    static func value(_ refusal: Refusal, realm: String = "orders", requiredScopes: [String] = []) -> String?
    {
        Challenge.value(for: refusal, message: "why", realm: realm, requiredScopes: requiredScopes)
    }

    private static func claim(_ name: String, _ values: [String]) -> ClaimRequirement {
        ClaimRequirement(path: ClaimPath(names: [name]), match: .any, separator: " ", values: values)
    }

    @Test(
        "has no error code when no token came",
        arguments: [
            .tokenNotPresent(place: "the Authorization header"),
            .tokenSchemeNotAccepted(seen: "Basic", accepted: "Bearer"),
        ] as [Refusal])
    func withoutToken(refusal: Refusal) {
        #expect(Self.value(refusal) == #"Bearer realm="orders""#)
        #expect(
            Self.value(refusal, requiredScopes: ["orders.read", "orders.write"])
                == #"Bearer realm="orders", scope="orders.read orders.write""#)
    }

    @Test(
        "says that another token is needed, and of no scope, when the token is not good",
        arguments: [
            .algorithmNotAllowed(seen: "none", accepted: ["ES256"]),
            .audienceNotAllowed(accepted: ["a"], presented: []), .expiryMissing,
            .expired(expiry: UnixTime(seconds: 0), now: UnixTime(seconds: 0), clockSkew: 0),
            .issuerNotAllowed(seen: nil, accepted: []),
            .keyDoesNotFit(keyID: nil, algorithm: "a", issuer: "i"),
            .keyNotFound(keyID: nil, issuer: "i"), .malformed(.encrypted),
            .notYetValid(notBefore: UnixTime(seconds: 0), now: UnixTime(seconds: 0), clockSkew: 0),
            .signatureInvalid(keyID: nil, algorithm: "a", issuer: "i"),
            .timeMalformed(claim: "exp", seen: "x"),
        ] as [Refusal])
    func invalidToken(refusal: Refusal) {
        #expect(
            Self.value(refusal, requiredScopes: ["orders.read"])
                == #"Bearer realm="orders", error="invalid_token", error_description="why""#)
    }

    @Test("says that the request is none when its credentials are malformed")
    func invalidRequest() {
        #expect(
            Self.value(.credentialsMalformed(.moreThanOneToken))
                == #"Bearer realm="orders", error="invalid_request", error_description="why""#)
    }

    @Test(
        "names the scopes that are missing, and no other claim's values",
        arguments: [
            (.insufficientScope(required: ["a", "b"], presented: ["c"]), #", scope="a b""#),
            (.claimNotFound([claim("scp", ["a", "b"])]), #", scope="a b""#),
            (.claimValueNotAllowed(claim("scope", ["a"]), presented: ["b"]), #", scope="a""#),
            (.claimNotFound([claim("scp", [])]), ""), (.claimNotFound([claim("roles", ["Clerk"])]), ""),
            (.claimValueNotAllowed(claim("roles", ["Clerk"]), presented: ["x"]), ""),
        ] as [(Refusal, String)])
    func insufficientScope(refusal: Refusal, scope: String) {
        #expect(
            Self.value(refusal)
                == #"Bearer realm="orders", error="insufficient_scope", error_description="why""# + scope)
    }

    @Test(
        "is not given when the fault is ours",
        arguments: [.internalFailure("x"), .keysUnavailable(issuer: "i"), .policyNotFound(name: "p")]
            as [Refusal])
    func ours(refusal: Refusal) {
        #expect(Self.value(refusal, requiredScopes: ["a"]) == nil)
    }

    @Test(
        "stays one header with quoted strings that end where they should",
        arguments: [
            "\"", "\\", "\\\"", "a\", error=\"x", "\r\nSet-Cookie: a=b", "\u{0}", "é", "😀", "\u{7F}", "\t",
        ])
    func quoting(text: String) throws {
        let refusal = Refusal.insufficientScope(required: [text], presented: [text])
        var decision = Decision(
            verdict: .refuse(refusal), policy: ResponseTests.policy(.init(message: text)))
        for scopes in [[], [text]] {
            decision.requiredScopes = scopes
            let headers = decision.response().headers
            let challenge = try #require(headers.first { $0.name == "WWW-Authenticate" }?.value)
            #expect(isOneLine(challenge))
            #expect(!challenge.contains("\\"))
            // realm, error, error_description and scope: two quotes each, so none is text.
            #expect(challenge.filter { $0 == "\"" }.count == 8)
        }
    }

    @Test("text for a header is ASCII without quotes and backslashes, as long as it was")
    func headerText() {
        #expect("plain: (text) ~!".headerText == "plain: (text) ~!")
        #expect("\"a\\b\"\r\n\u{0}é😀\u{7F}".headerText == "'a/b'?????" + "?")
    }
}
