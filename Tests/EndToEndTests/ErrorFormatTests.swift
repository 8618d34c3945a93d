import TestSupport
import Testing

extension EndToEnd {
    @Suite("What a refused client of nginx gets, in either form of the body")
    struct ErrorFormatTests {
        /// A refusal, and the `error` of OAuth's form.
        struct Case: Sendable {
            let status: Int
            let reason: String
            let error: String?
            var retryAfter: String?
            let credentials: @Sendable (TokenMint) throws -> String?
        }

        static let cases = [
            Case(status: 400, reason: "JwtInvalid", error: "invalid_request") { _ in "Bearer \"x\"" },
            Case(status: 401, reason: "TokenNotPresent", error: nil) { _ in nil },
            Case(status: 401, reason: "TokenExpired", error: "invalid_token") {
                "Bearer \(try $0.token(["exp": .integer($0.now - 60)]))"
            },
            Case(status: 403, reason: "TokenClaimValueNotAllowed", error: "insufficient_scope") {
                "Bearer \(try $0.token(["scp": "x"]))"
            },
            Case(status: 503, reason: "KeysUnavailable", error: "temporarily_unavailable", retryAfter: "5") {
                "Bearer \(try $0.token(["iss": "https://gone.example"]))"
            },
        ]

        @Test(
            "has the true status, the challenge and Retry-After", arguments: ["proxy_pass", "oauth_errors"])
        func statuses(recipe: String) throws {
            try NginxRecipeTests.withRecipe(recipe) { site in
                for expected in Self.cases {
                    let credentials =
                        try expected.credentials(site.mint).map { [("Authorization", $0)] } ?? []
                    try check(
                        try site.ask("GET", "/orders/1", headers: credentials), expected,
                        isOAuth: recipe == "oauth_errors")
                }
                #expect(site.backend.requests.isEmpty)
                // And without a daemon.
                #expect(site.daemon.process.stop() == .exit(0))
                let closed = Case(
                    status: 503, reason: "GatehouseUnavailable", error: "temporarily_unavailable",
                    retryAfter: "1"
                ) { _ in nil }
                let answer = try site.ask("GET", "/orders/1", token: try site.mint.token())
                try check(answer, closed, isOAuth: recipe == "oauth_errors")
            }
        }

        @Test("429, which a policy may choose", arguments: ["proxy_pass", "oauth_errors"])
        func tooMany(recipe: String) throws {
            let settings = NginxRecipeTests.settings.replacing(
                "claim-headers: { X-Auth-Subject: sub }\n  events",
                with: "claim-headers: { X-Auth-Subject: sub }\n    failed-validation-httpcode: 429\n  events")
            try NginxRecipeTests.withRecipe(recipe, settings: settings) { site in
                let answer = try site.ask("GET", "/orders/1", token: "abc")
                let expected = Case(status: 429, reason: "JwtInvalid", error: "invalid_token") { _ in nil }
                try check(answer, expected, isOAuth: recipe == "oauth_errors")
            }
        }

        private func check(_ answer: HTTPMessage, _ expected: Case, isOAuth: Bool) throws {
            #expect(answer.status == expected.status)
            #expect(answer["Retry-After"] == expected.retryAfter)
            #expect(answer["Cache-Control"] == "no-store")
            #expect(answer.values(of: "WWW-Authenticate").count == (expected.status >= 500 ? 0 : 1))
            let body = try #require(TestJSON(text: answer.text), "\(answer.text)")
            if isOAuth {
                #expect(answer["Content-Type"] == "application/json")
                #expect(body["error"]?.string == expected.error)
                #expect(body["error_description"]?.string?.isEmpty == false)
                #expect(body["reason"] == nil)
            } else {
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(body["status"] == .integer(Int64(expected.status)))
                #expect(body["reason"] == .string(expected.reason))
            }
        }
    }
}
