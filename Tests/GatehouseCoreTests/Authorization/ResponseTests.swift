import Policy
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Answers in the dialects of nginx and of Apache and lighttpd")
struct ResponseTests {
    /// A policy that says this much for itself.
    static func policy(_ failedValidation: ProtectionPolicy.FailedValidation = .init()) -> ProtectionPolicy {
        ProtectionPolicy(
            tokens: TokenPolicy(
                name: "orders", issuers: [], algorithms: [],
                lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: true), claimsRules: []),
            source: .header(name: "Authorization", scheme: "Bearer"),
            claimHeaders: ClaimHeaders([], encoding: .percent), failedValidation: failedValidation,
            mode: .enforce)
    }

    /// The answer's text, with `|` for each line's end.
    static func text(
        _ verdict: Decision.Verdict, _ role: Role, policy: ProtectionPolicy? = policy(),
        requiredScopes: [String] = []
    ) -> String {
        var decision = Decision(verdict: verdict, policy: policy)
        decision.requiredScopes = requiredScopes
        let bytes = decision.response().bytes(for: role)
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "|")
    }

    @Test("an allow carries the claim headers, for Apache and lighttpd as variables and nothing else")
    func allow() {
        let verdict = Decision.Verdict.allow([
            Response.Header("X-Auth-Subject", "ada"), Response.Header("X-Auth-Roles", ""),
        ])
        #expect(Self.text(verdict, .responder) == "Status: 200 OK|X-Auth-Subject: ada|X-Auth-Roles: ||")
        #expect(
            Self.text(verdict, .authorizer)
                == "Status: 200 OK|Variable-X_AUTH_SUBJECT: ada|Variable-X_AUTH_ROLES: ||")
        #expect(Self.text(.allow([]), .responder) == "Status: 200 OK||")
        #expect(Self.text(.allow([]), .authorizer) == "Status: 200 OK||")
    }

    @Test("a 401 is one in both")
    func unauthorized() {
        let verdict = Decision.Verdict.refuse(.expiryMissing)
        let headers = """
            X-Gatehouse-Reason: JwtInvalid|\
            X-Gatehouse-Message: 'exp' is missing, and the policy requires an expiration time|\
            WWW-Authenticate: Bearer realm="orders", error="invalid_token", \
            error_description="'exp' is missing, and the policy requires an expiration time"|
            """
        #expect(
            Self.text(verdict, .responder)
                == "Status: 401 Unauthorized|X-Gatehouse-Status: 401|\(headers)|")
        #expect(
            Self.text(verdict, .authorizer) == """
                Status: 401 Unauthorized|\(headers)Cache-Control: no-store|Content-Type: application/problem+json||\
                {"status":401,"reason":"JwtInvalid",\
                "detail":"'exp' is missing, and the policy requires an expiration time"}

                """)
    }

    @Test(
        "any other status is its own for Apache and lighttpd, and a 403 with the true one for nginx",
        arguments: [
            (.insufficientScope(required: ["a"], presented: []), "403", "403 Forbidden"),
            (.credentialsMalformed(.notAToken), "400", "400 Bad Request"),
            (.keysUnavailable(issuer: "i"), "503", "503 Service Unavailable"),
            (.internalFailure("x"), "500", "500 Internal Server Error"),
            (.policyNotFound(name: "x"), "500", "500 Internal Server Error"),
        ] as [(Refusal, String, String)])
    func others(refusal: Refusal, status: String, line: String) {
        #expect(
            Self.text(.refuse(refusal), .responder).hasPrefix(
                "Status: 403 Forbidden|X-Gatehouse-Status: \(status)|X-Gatehouse-Reason: \(refusal.reason)|"))
        #expect(
            Self.text(.refuse(refusal), .authorizer).hasPrefix(
                "Status: \(line)|X-Gatehouse-Reason: \(refusal.reason)|"))
    }

    @Test("keys that cannot be had ask to come back, and ask for no other token")
    func retryAfter() {
        #expect(
            Self.text(.refuse(.keysUnavailable(issuer: "main")), .responder) == """
                Status: 403 Forbidden|X-Gatehouse-Status: 503|X-Gatehouse-Reason: KeysUnavailable|\
                X-Gatehouse-Message: the keys of issuer 'main' are not available|Retry-After: 5||
                """)
        #expect(!Self.text(.refuse(.internalFailure("x")), .responder).contains("Retry-After"))
        #expect(!Self.text(.refuse(.expiryMissing), .responder).contains("Retry-After"))
    }

    @Test("what broke inside is not told to the client")
    func internalFailure() {
        let text = Self.text(.refuse(.internalFailure("the disk of db7 is full")), .authorizer)
        #expect(!text.contains("db7"))
        #expect(!text.contains("WWW-Authenticate"))
        #expect(
            text.hasSuffix(
                #"||{"status":500,"reason":"InternalError","#
                    + #""detail":"the request could not be judged because of an internal error"}"# + "\n"))
    }

    @Test(
        "a policy's own status is that of every refusal, but of no fault of ours",
        arguments: [
            (.tokenNotPresent(place: "p"), 404), (.insufficientScope(required: ["a"], presented: []), 404),
            (.credentialsMalformed(.notAToken), 404), (.expiryMissing, 404),
            (.keysUnavailable(issuer: "i"), 503),
            (.internalFailure("x"), 500),
        ] as [(Refusal, Int)])
    func ownStatus(refusal: Refusal, status: Int) {
        let policy = Self.policy(.init(status: 404))
        #expect(Decision(verdict: .refuse(refusal), policy: policy).status == status)
        #expect(
            Self.text(.refuse(refusal), .responder, policy: policy).contains(
                "|X-Gatehouse-Status: \(status)|"))
    }

    @Test("a policy's own 401 is a true 401, its 403 is a 403")
    func ownTrueStatus() {
        let refusal = Decision.Verdict.refuse(.insufficientScope(required: ["a"], presented: []))
        #expect(
            Self.text(refusal, .responder, policy: Self.policy(.init(status: 401))).hasPrefix(
                "Status: 401 Unauthorized|X-Gatehouse-Status: 401|"))
        #expect(
            Self.text(.refuse(.expiryMissing), .authorizer, policy: Self.policy(.init(status: 599)))
                .hasPrefix(
                    "Status: 599 Refused|"))
    }

    @Test("a policy's own message takes the place of ours, and fits into every place a message has")
    func ownMessage() {
        let policy = Self.policy(.init(message: "say \"please\" \\ – ✓"))
        #expect(
            Self.text(.refuse(.expiryMissing), .authorizer, policy: policy) == """
                Status: 401 Unauthorized|X-Gatehouse-Reason: JwtInvalid|\
                X-Gatehouse-Message: say 'please' / ? ?|\
                WWW-Authenticate: Bearer realm="orders", error="invalid_token", \
                error_description="say 'please' / ? ?"|\
                Cache-Control: no-store|Content-Type: application/problem+json||\
                {"status":401,"reason":"JwtInvalid","detail":"say 'please' / ? ?"}

                """)
    }

    @Test("what a token says cannot become markup, should a web server call the body HTML")
    func markup() throws {
        let refusal = Refusal.issuerNotAllowed(seen: "<script>&amp;</script>", accepted: ["a"])
        let text = Self.text(.refuse(refusal), .authorizer)
        let body = try #require(text.split(separator: "||").last)
        #expect(
            body == #"""
                {"status":401,"reason":"TokenIssuerNotAllowed","detail":\#
                "Issuer validation failed: 'iss' is '\u003cscript\u003e\u0026amp;\u003c/script\u003e', \#
                accepted is 'a'. Access denied."}

                """#)
    }

    @Test("nor is it said of a fault of ours, which no other token would mend")
    func ownMessageAndFaults() {
        let policy = Self.policy(.init(message: "get a token"))
        let faults: [Refusal] = [.internalFailure("x"), .keysUnavailable(issuer: "i")]
        for refusal in faults {
            let text = Self.text(.refuse(refusal), .authorizer, policy: policy)
            #expect(text.contains("|X-Gatehouse-Message: \("\(refusal)".headerText)|"))
            #expect(!text.contains("get a token"))
        }
    }
}
