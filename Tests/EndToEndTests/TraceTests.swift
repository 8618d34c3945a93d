import TestSupport
import Testing

extension EndToEnd {
    @Suite("The trace of a live request", .serialized)
    struct TraceTests {
        private static let secret = "0123456789abcdef0123456789abcdef"

        @Test("comes back through nginx to callers who know the secret, let in or not, and to nobody else")
        func throughNginx() throws {
            let directory = try TestDirectory()
            try directory.write(Self.secret + "\n", to: "debug")
            let settings = """
                issuers:
                  local: { issuer: "https://issuer.example", jwks-file: keys.json }
                policies:
                  orders:
                    issuers: [ local ]
                    audiences: [ "api://orders" ]
                    required-claims: [ { name: scp, separator: " ", values: [ orders.read ] } ]
                    debug-secret-file: debug
                """
            let trace = "add_header X-Gatehouse-Trace $gatehouse_trace always;"
            let plan = Site.Plan(settings: settings, locations: Site.Plan.location("orders", after: trace))
            try withSite(plan, in: directory, expectTraces)
        }

        private func expectTraces(_ site: Site) throws {
            let cases: [(token: String?, status: Int, trace: String)] = [
                (try site.mint.token(), 200, #"{"decision":"allow","status":200,"reason":null,"#),
                (
                    try site.mint.token(["scp": "orders.write"]), 403,
                    #"{"decision":"refuse","status":403,"reason":"TokenClaimValueNotAllowed","#
                ),
                (
                    try site.mint.token(["aud": "x"]), 401,
                    #"{"decision":"refuse","status":401,"reason":"TokenAudienceNotAllowed","#
                ),
                (nil, 401, #"{"decision":"refuse","status":401,"reason":"TokenNotPresent","#),
            ]
            for (token, status, trace) in cases {
                let told = try site.ask(
                    "GET", "/orders/", token: token, headers: [("X-Gatehouse-Debug", Self.secret)])
                #expect(told.status == status)
                #expect(told["X-Gatehouse-Trace"]?.hasPrefix(trace) == true)
                let seen = site.backend.requests(for: "/orders/").compactMap { $0["X-Gatehouse-Debug"] }
                #expect(seen.isEmpty, "the backend saw the secret")
                for headers in [[], [("X-Gatehouse-Debug", "another-secret-of-the-same-length")]] {
                    let untold = try site.ask("GET", "/orders/", token: token, headers: headers)
                    #expect(untold.status == status)
                    #expect(untold["X-Gatehouse-Trace"] == nil)
                }
            }
        }
    }
}
