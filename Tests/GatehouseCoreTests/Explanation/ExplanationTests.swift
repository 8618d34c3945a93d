import Policy
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Explanations")
struct ExplanationTests {
    let explainer: Explainer

    init() throws {
        explainer = try Explainer()
    }

    @Test("decide as the daemon does", arguments: RefusedToken.all)
    func sameDecision(token: RefusedToken) throws {
        let parameters = try token.parameters(explainer.mint)
        // The others cannot be asked for with nothing but a token.
        guard let value = parameters["HTTP_AUTHORIZATION"], value.hasPrefix("Bearer "),
            parameters["GATEHOUSE_POLICY"] == nil
        else { return }
        let scopes = parameters["GATEHOUSE_REQUIRE_SCOPE"].map { [$0] } ?? []
        let explanation = try explainer.explain(String(value.dropFirst(7)), requiredScopes: scopes)
        #expect(explanation.refusal == token.refusal)
        #expect(explanation.decision.status == token.status)
        #expect(!explanation.isAllowed)
        #expect(!explanation.isUndecided)
        #expect(explanation.steps.contains { $0.record.refusal == token.refusal })
        let json = try #require(TestJSON(text: explanation.json))
        #expect(json["decision"] == "refuse")
        #expect(json["status"] == .integer(Int64(token.status)))
        #expect(json["reason"] == .string(token.refusal.reason))
        #expect(json["message"] == .string("\(token.refusal)"))
        #expect(isOneLine(explanation.json.dropLast()))
    }

    @Test("of an allow, in text")
    func allowText() throws {
        #expect(
            try explainer.explain(try explainer.mint.token()).text() == """
                ok    token      \(try explainer.mint.token().utf8.count) bytes
                ok    format     JWS
                ok    algorithm  ES256
                ok    issuer     https://issuer.example
                ok    key        k1
                ok    signature  valid
                ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                ok    audience   "api://orders"
                ok    claim scp  "orders.read"
                ok    scope      "orders.read"

                decision: allow (200)
                  X-Auth-Subject: ada

                """)
    }

    @Test("of a refusal, in text: each step, and all rules although the first decides")
    func refuseText() throws {
        let token = try explainer.mint.token([
            "exp": .integer(TestGate.now - 60), "scp": "orders.list", "aud": nil,
        ])
        #expect(
            try explainer.explain(token, requiredScopes: ["orders.write"]).text() == """
                ok    token      \(token.utf8.count) bytes
                ok    format     JWS
                ok    algorithm  ES256
                ok    issuer     https://issuer.example
                ok    key        k1
                ok    signature  valid
                FAIL  lifetime   exp 2023-11-14T22:12:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                                 accepted: exp after now, nbf absent or not after now; now is \
                2023-11-14T22:13:20Z, clock skew is 10 s
                                 hint: "exp" is before "iat": the issuer's clock or its configuration is wrong
                fail  audience   no aud
                                 accepted: "api://orders"
                                 hint: have the issuer name this API in "aud"; with many, the client asks for that \
                by "resource" or "audience"
                fail  claim scp  "orders.list"
                                 accepted: "orders.read"
                                 hint: the caller needs the permission at the issuer, and then a new token
                fail  scope      "orders.list"
                                 accepted: all of "orders.write"
                                 hint: the caller needs the permission at the issuer, and then a new token

                decision: refuse (401 TokenExpired)
                  Lifetime validation failed: the token expired at 2023-11-14T22:12:20Z, now is 2023-11-14T22:13:20Z, clock skew is 10 s. Access denied.

                """)
    }

    @Test("of a signature that is not good show the claims all the same")
    func badSignature() throws {
        let explanation = try explainer.explain(try explainer.mint.tokenWithBadSignature())
        #expect(
            explanation.steps.map(\.record.check).suffix(4) == ["lifetime", "audience", "claim scp", "scope"])
        #expect(explanation.steps.filter { $0.record.refusal != nil }.map(\.record.check) == ["signature"])
        #expect(explanation.headers.contains { $0.name == "WWW-Authenticate" })
    }

    @Test("of an allow, in JSON")
    func allowJSON() throws {
        let json = try explainer.explain(try explainer.mint.token(["sub": "Žofie"])).json
        #expect(
            json.hasPrefix(
                """
                {"decision":"allow","status":200,"reason":null,"message":null,\
                "headers":{"X-Auth-Subject":"%C5%BDofie"},"steps":[{"check":"token","outcome":"pass",
                """))
        #expect(
            json.contains(
                """
                {"check":"issuer","outcome":"pass","seen":"https://issuer.example",\
                "accepted":"https://issuer.example","hint":null}
                """))
        #expect(json.hasSuffix("\"hint\":null}]}\n"))
        guard case .array(let steps) = TestJSON(text: json)?["steps"] else {
            Issue.record("no steps")
            return
        }
        #expect(steps.count == 10)
        #expect(
            steps.allSatisfy { $0.members.keys.sorted() == ["accepted", "check", "hint", "outcome", "seen"] })
    }

    @Test("of a refusal, in JSON")
    func refuseJSON() throws {
        #expect(
            try explainer.explain("a.b").json == """
                {"decision":"refuse","status":401,"reason":"JwtInvalid",\
                "message":"the token has 2 parts, and a signed token (JWS) has three","headers":{\
                "X-Gatehouse-Reason":"JwtInvalid",\
                "X-Gatehouse-Message":"the token has 2 parts, and a signed token (JWS) has three",\
                "WWW-Authenticate":"Bearer realm=\\"default\\", error=\\"invalid_token\\", \
                error_description=\\"the token has 2 parts, and a signed token (JWS) has three\\""},\
                "steps":[{"check":"token","outcome":"pass","seen":"3 bytes",\
                "accepted":"the Authorization header","hint":null},{"check":"format","outcome":"fail",\
                "seen":"the token has 2 parts, and a signed token (JWS) has three",\
                "accepted":"JWS in compact serialization",\
                "hint":"copy the whole token: three parts with dots between them"}]}

                """)
    }

    @Test("never hold the token, and nothing that moves a terminal's cursor")
    func printable() throws {
        let hostile: TestJSON = "\u{1B}[2J\n\r\u{9B}2J\u{7F}"
        let mint = explainer.mint
        for token in [
            try mint.token(["iss": hostile]),
            try mint.token(["aud": hostile, "scp": hostile, "sub": hostile]),
            try mint.token(header: ["alg": hostile]), try mint.token(header: ["kid": hostile]),
            try mint.token(["exp": hostile]), "\u{1B}[2J", try mint.token() + "\n",
        ] {
            let explanation = try explainer.explain(token)
            for text in [explanation.text(), explanation.json] {
                #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) }, "\(text)")
                for part in token.split(separator: ".") where part.count > 9 { #expect(!text.contains(part)) }
            }
        }
    }

    @Test("of a policy that reports say that the request goes through")
    func report() throws {
        let explainer = try Explainer(yaml: AuthorizerTests.yaml)
        let explanation = try explainer.explain(try explainer.mint.token(["aud": "x"]), policy: 2)
        #expect(explanation.isAllowed)
        #expect(
            explanation.text().hasSuffix(
                """

                decision: allow (200 TokenAudienceNotAllowed)
                  Audience validation failed: "aud" is "x", accepted is "api://orders". Access denied.
                  the policy only reports: the request goes through

                """))
        let json = try #require(TestJSON(text: explanation.json))
        #expect(json["decision"] == "allow")
        #expect(json["reason"] == "TokenAudienceNotAllowed")
        #expect(json["headers"] == ["X-Auth-Subject": ""])
    }

    @Test("without keys are no decision, and contact nobody")
    func undecided() throws {
        let configuration = try TestGate.configuration(RefusedToken.yaml)
        let keys = try OfflineKeys(configuration, timeToFetch: nil)
        let explanation = try Explanation.explain(
            token: Array(try explainer.mint.token().utf8), policy: configuration.policies[0],
            requiredScopes: [],
            secondsSince1970: TestGate.now, configuration: configuration, keys: keys)
        #expect(explanation.isUndecided)
        #expect(explanation.refusal == .keysUnavailable(issuer: "main"))
        #expect(explanation.text().contains("hint: fetch them with --fetch"))
    }

    @Test("of a failure of ours are no decision either")
    func internalFailure() {
        for verdict in [Decision.Verdict.refuse(.internalFailure("x")), .wait(.zero)] {
            let explanation = Explanation(decision: Decision(verdict: verdict), trace: StepTrace())
            #expect(explanation.isUndecided)
            #expect(!explanation.isAllowed)
            #expect(
                explanation.text() == """

                    decision: refuse (500 InternalError)
                      the request could not be judged because of an internal error

                    """)
        }
        #expect(!Explanation(decision: Decision(verdict: .allow([])), trace: StepTrace()).isUndecided)
        #expect(
            !Explanation(decision: Decision(verdict: .refuse(.expiryMissing)), trace: StepTrace()).isUndecided
        )
    }
}
