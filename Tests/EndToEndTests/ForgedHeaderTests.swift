import TestSupport
import Testing

extension EndToEnd {
    @Suite("Headers that a client forges", .site(), .serialized)
    struct ForgedHeaderTests {
        /// The same claim in every spelling that some backend might take for it.
        static let forgeries: [[(String, String)]] = [
            [("X-Auth-Subject", "root")],
            [("x-auth-subject", "root")],
            [("X-AUTH-SUBJECT", "root")],
            [("X_Auth_Subject", "root"), ("X-Auth_Subject", "root")],
            [("X-Auth-Subject", "root"), ("X-Auth-Subject", "admin")],
            [("X-Auth-Subject", "root"), ("X-Auth-Roles", "Manager"), ("x-auth-roles", "Clerk")],
            [
                ("X-Auth-Issuer", "x"), ("X-Auth-Client", "x"), ("X-Auth-Scopes", "x"), ("X-Auth-Roles", "x"),
                ("X-Auth-Email", "x"), ("X-Auth-Name", "x"), ("X-Auth-Claims", "x"),
            ],
            [("Gatehouse-Policy", "clerks"), ("GATEHOUSE_POLICY", "clerks"), ("X-Gatehouse-Status", "200")],
        ]

        @Test("never reach the backend; the claims of the token do", arguments: forgeries.indices)
        func claimsAreTheDaemons(index: Int) throws {
            try Self.expectTheDaemonsClaims(at: try Site.current, forging: index)
        }

        /// Sends forged headers with a good token; the backend gets the claims of the token and no others.
        static func expectTheDaemonsClaims(at site: Site, forging index: Int) throws {
            let request = try site.forwarded(
                "GET", "/orders/forged", token: try site.mint.token(), headers: forgeries[index])
            #expect(request.values(of: "X-Auth-Subject") == ["ada"])
            #expect(request.values(of: "X-Auth-Scopes") == ["orders.read"])
            // The token has no such claims, or the policy does not pass them on.
            let others = request.headers.map { $0.name.lowercased().replacing("_", with: "-") }
                .filter { $0.hasPrefix("x-auth-") }.sorted()
            #expect(others == ["x-auth-claims", "x-auth-scopes", "x-auth-subject"])
            #expect(!request.head.contains("root") && !request.head.contains("Manager"))
        }

        @Test("do not let anybody in", arguments: forgeries.indices)
        func nobodyIsLetIn(index: Int) throws {
            let site = try Site.current
            let target = "/clerks/forged-\(index)"
            let answer = try site.ask(
                "GET", target, token: try site.mint.token(), headers: Self.forgeries[index])
            #expect(answer.status == 403)
            #expect(site.backend.requests(for: target).isEmpty)
        }

        @Test("as a second Authorization header are refused by nginx itself")
        func twoTokens() throws {
            let site = try Site.current
            let token = try site.mint.token()
            let answer = try site.ask(
                "GET", "/orders/two",
                headers: [("Authorization", "Bearer \(token)"), ("Authorization", "Bearer \(token)")])
            #expect(answer.status == 400)
            #expect(site.backend.requests(for: "/orders/two").isEmpty)
        }
    }
}
