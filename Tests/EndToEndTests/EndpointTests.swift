import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Metrics and status behind nginx", .site(.watched()))
    struct EndpointTests {
        let site: Site

        init() throws {
            site = try Site.current
        }

        private static func refusals(_ reason: String, policy: String = "orders") -> String {
            "gatehouse_decisions_total{policy=\"\(policy)\",outcome=\"refuse\",reason=\"\(reason)\"}"
        }

        @Test("promtool has nothing to say about the metrics")
        func promtool() throws {
            _ = try site.ask("GET", "/orders/1", token: try site.mint.token())
            _ = try site.ask("GET", "/orders/1")
            let run = try CommandRun("promtool", ["check", "metrics"], input: try site.metrics())
            #expect(run.status == 0)
            #expect(run.output + run.errors == "")
        }

        @Test("promtool would have something to say about worse ones")
        func promtoolComplains() throws {
            let run = try CommandRun("promtool", ["check", "metrics"], input: "# TYPE a counter\na 1\n")
            #expect(run.status != 0)
        }

        @Test(
            "a request that is refused is counted under its policy and reason",
            arguments: [
                ("/orders/1", nil, refusals("TokenNotPresent")),
                ("/orders/1", "expired", refusals("TokenExpired")),
                ("/orders/1", "signature", refusals("TokenSignatureInvalid")),
                ("/clerks/1", "good", refusals("TokenClaimNotFound", policy: "clerks")),
                ("/export/1", "good", refusals("InsufficientScope")),
                (
                    "/orders/1", "good",
                    "gatehouse_decisions_total{policy=\"orders\",outcome=\"allow\",reason=\"\"}"
                ),
            ])
        func counted(target: String, kind: String?, series: String) throws {
            let token: String? =
                switch kind {
                case "expired": try site.mint.token(["exp": .integer(site.mint.now - 5)])
                case "good": try site.mint.token()
                case "signature": try site.mint.tokenWithBadSignature()
                default: nil
                }
            let requests = try #require(try site.metric("gatehouse_requests_total"))
            let before = try #require(try site.metric(series))
            _ = try site.ask("GET", target, token: token)
            #expect(try site.metric(series) == before + 1)
            // The question, and three for metrics.
            #expect(try site.metric("gatehouse_requests_total") == requests + 4)
        }

        @Test("a repeated token is a hit of the cache, and its time is measured")
        func hits() throws {
            let token = try site.mint.token(["jti": "hits"])
            _ = try site.ask("GET", "/orders/1", token: token)
            let hits = try #require(try site.metric("gatehouse_cache_hits_total"))
            _ = try site.ask("GET", "/orders/1", token: token)
            #expect(try site.metric("gatehouse_cache_hits_total") == hits + 1)
            #expect(try site.metric("gatehouse_decision_duration_seconds_count{cache=\"hit\"}") == hits + 1)
            let sum = try #require(try site.metric("gatehouse_decision_duration_seconds_sum{cache=\"hit\"}"))
            #expect((1e-6..<10).contains(sum))
        }

        @Test(
            "answers say what they are, and that nothing may keep them",
            arguments: [
                ("metrics", "text/plain; version=0.0.4; charset=utf-8"),
                ("status", "text/html; charset=utf-8"),
                ("status.json", "application/json"),
            ])
        func answers(name: String, type: String) throws {
            for method in ["GET", "HEAD"] {
                let answer = try HTTPClient(port: site.server.port).ask(method, "/gatehouse/\(name)")
                #expect(answer.status == 200)
                #expect(answer["Content-Type"] == type)
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect((answer["Content-Security-Policy"] != nil) == (name == "status"))
                #expect(answer.body.isEmpty == (method == "HEAD"))
            }
            let answer = try HTTPClient(port: site.server.port).ask("POST", "/gatehouse/\(name)", body: [])
            #expect(answer.status == 405)
        }

        @Test("the JSON tells of the issuer and its keys")
        func json() throws {
            let answer = try HTTPClient(port: site.server.port).ask("GET", "/gatehouse/status.json")
            let status = try #require(TestJSON(text: answer.text))
            guard case .array(let issuers)? = status["issuers"],
                case .array(let keys)? = issuers.first?["keys"]
            else { throw TestFailure(answer.text) }
            #expect(issuers.first?["name"] == "local")
            #expect(keys.first?["kid"] == "k1")
        }

        @Test(
            "nobody from elsewhere gets one, whatever headers say",
            arguments: ["metrics", "status", "status.json"])
        func elsewhere(name: String) throws {
            let client = HTTPClient(port: site.server.port)
            let elsewhere = [HTTPMessage.Header("X-Test-Client", "192.0.2.7")]
            #expect(try client.ask("GET", "/gatehouse/\(name)", headers: elsewhere).status == 403)
            let forged = [HTTPMessage.Header("Gatehouse-Endpoint", name)]
            let answer = try client.ask("GET", "/orders/1", headers: forged)
            #expect(answer.status == 401)
            #expect(!answer.text.contains("gatehouse_"))
        }

        @Test(
            "another machine gets metrics from a location that allows it",
            arguments: [("192.0.2.7", 200), ("127.0.0.1", 200), ("192.0.2.8", 403)])
        func otherMachine(address: String, status: Int) throws {
            let client = [HTTPMessage.Header("X-Test-Client", address)]
            let answer = try HTTPClient(port: site.server.port)
                .ask("GET", "/elsewhere/metrics", headers: client)
            #expect(answer.status == status)
            #expect(answer.text.contains("gatehouse_requests_total") == (status == 200))
        }

        @Test("reloads are counted, good ones and bad ones, and counts of decisions go on")
        func reloads() throws {
            let success = "gatehouse_config_reloads_total{result=\"success\"}"
            let failure = "gatehouse_config_reloads_total{result=\"failure\"}"
            let good = "gatehouse_config_last_reload_successful"
            let decisions = Self.refusals("TokenNotPresent")
            _ = try site.ask("GET", "/orders/1")
            let before = try #require(try site.metric(decisions))
            let counts = (try #require(try site.metric(success)), try #require(try site.metric(failure)))
            try site.daemon.reload()
            #expect(try site.metric(success) == counts.0 + 1)
            try site.directory.write("nonsense: true\n", to: "gatehouse.yaml")
            try site.daemon.reload()
            #expect(try site.metric(failure) == counts.1 + 1)
            #expect(try site.metric(good) == 0)
            try GatehouseDaemon.configure(AccessCase.settings, in: site.directory)
            try site.daemon.reload()
            #expect(try site.metric(good) == 1)
            _ = try site.ask("GET", "/orders/1")
            #expect(try site.metric(decisions) == before + 1)
        }
    }
}
