import TestSupport
import Testing

extension EndToEnd {
    @Suite("The recipes for Caddy and HAProxy")
    struct OtherRecipeTests {
        static let forged = [
            ("X-Auth-Subject", "root"), ("X_Auth_Subject", "root"), ("X-Auth_Subject", "root"),
            ("X_Auth-Subject", "root"), ("X-Auth-Roles", "root"), ("Gatehouse-Policy", "events"),
        ]

        private func withRecipe(_ kind: RecipeServer.Kind, _ body: (Site) throws -> Void) throws {
            var plan = Site.Plan(settings: NginxRecipeTests.settings)
            plan.start = { try RecipeServer(kind, backendPort: $0, directory: $1) }
            try withSite(plan, body)
        }

        @Test(
            "let in whom Gatehouse lets in, with the token's claims and no others",
            arguments: RecipeServer.Kind.allCases)
        func allow(kind: RecipeServer.Kind) throws {
            try withRecipe(kind) { site in
                for method in ["GET", "POST"] {
                    let body = method == "POST" ? PassThroughTests.megabytes : nil
                    let request = try site.forwarded(
                        method, "/orders/1?a=b", token: try site.mint.token(), headers: Self.forged,
                        body: body)
                    #expect(request.method == method)
                    #expect(request.target == "/orders/1?a=b")
                    #expect(request.body == body ?? [])
                    #expect(request.values(of: "X-Auth-Subject") == ["ada"])
                    #expect(!request.head.contains("root"))
                }
            }
        }

        @Test(
            "tell the true status, with challenge, Retry-After and body",
            arguments: RecipeServer.Kind.allCases)
        func refuse(kind: RecipeServer.Kind) throws {
            try withRecipe(kind) { site in
                for (index, expected) in ErrorFormatTests.cases.enumerated() {
                    let credentials =
                        try expected.credentials(site.mint).map { [("Authorization", $0)] } ?? []
                    let answer = try site.ask("GET", "/orders/\(index)", headers: credentials + Self.forged)
                    #expect(answer.status == expected.status)
                    #expect(answer["Retry-After"] == expected.retryAfter)
                    #expect(answer.values(of: "WWW-Authenticate").count == (expected.status == 503 ? 0 : 1))
                    #expect(answer["Content-Type"] == "application/problem+json")
                    #expect(answer["Cache-Control"] == "no-store")
                    #expect(TestJSON(text: answer.text)?["reason"] == .string(expected.reason))
                }
                #expect(site.backend.requests.isEmpty)
            }
        }

        @Test(
            "let nobody in by another spelling of the path, nor without a daemon",
            arguments: RecipeServer.Kind.allCases)
        func closed(kind: RecipeServer.Kind) throws {
            try withRecipe(kind) { site in
                for target in [
                    "//orders/x", "/./orders/x", "/a/../orders/x", "/%6Frders/x", "/orders%2Fx", "/Orders/x",
                ] {
                    let answer = try site.ask("GET", target)
                    #expect([400, 401, 404, 503].contains(answer.status), "\(target)")
                }
                #expect(site.daemon.process.stop() == .exit(0))
                let answer = try site.ask("GET", "/orders/1", token: try site.mint.token())
                #expect(answer.status == kind.statusWithoutDaemon)
                #expect(site.backend.requests.isEmpty)
            }
        }
    }
}
