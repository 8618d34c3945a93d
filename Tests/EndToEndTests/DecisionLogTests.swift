import TestSupport
import Testing

extension EndToEnd {
    @Suite("The log")
    struct DecisionLogTests {
        /// One worker, so that lines come in the order of the requests.
        static func plan(_ settings: String) -> Site.Plan {
            // One worker: each writes its own lines when it has nothing else to do.
            Site.Plan(
                settings: AccessCase.settings + "\nworkers: 1\n" + settings,
                locations: Site.Plan.location("orders", after: "proxy_set_header X-Request-ID $request_id;")
                    + Site.Plan.location("export", before: "set $gatehouse_require_scope \"orders.export\";"))
        }

        @Test("has one line a decision, in text")
        func text() throws {
            try withSite(Self.plan("log-format: text")) { site in
                let request = try site.forwarded("GET", "/orders/1?a=b", token: try site.mint.token())
                let identifier = try #require(request["X-Request-ID"])
                _ = try site.ask("POST", "/export/2", token: try site.mint.token())
                _ = try site.ask("GET", "/orders/3")
                #expect(eventually { decisions(of: site).count == 3 })
                let lines = decisions(of: site)
                #expect(
                    lines[0]
                        == "<time> info decision policy=orders outcome=allow status=200 sub=ada issuer=local kid=k1 "
                        + "us=<us> request=\(identifier) client=127.0.0.1 method=GET path=/orders/1")
                #expect(
                    lines[1].replacing(/request=[0-9a-f]{32}/, with: "request=<id>")
                        == "<time> info decision policy=orders outcome=refuse reason=InsufficientScope status=403 "
                        + "sub=ada issuer=local kid=k1 "
                        + #"message="the token has the scopes \"orders.read\", required is \"orders.export\"" "#
                        + "us=<us> request=<id> client=127.0.0.1 method=POST path=/export/2")
                #expect(
                    lines[2].replacing(/request=[0-9a-f]{32}/, with: "request=<id>")
                        == "<time> info decision policy=orders outcome=refuse reason=TokenNotPresent status=401 "
                        + #"message="JWT not present. There is no token in the Authorization header." "#
                        + "us=<us> request=<id> client=127.0.0.1 method=GET path=/orders/3")
            }
        }

        @Test("has one object a decision, in JSON")
        func json() throws {
            try withSite(Self.plan("log-format: json")) { site in
                let request = try site.forwarded("GET", "/orders/1?a=b", token: try site.mint.token())
                _ = try site.ask("GET", "/orders/2", token: try site.mint.tokenWithBadSignature())
                #expect(eventually { site.daemon.decisions.count == 2 })
                #expect(site.daemon.log.allSatisfy { TestJSON(text: $0) != nil })
                var allowed = site.daemon.decisions[0]
                #expect(allowed["time"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
                guard case .integer(let elapsed)? = allowed["us"] else {
                    throw TestFailure("no us in \(allowed.text)")
                }
                #expect((1..<5_000_000).contains(elapsed))
                allowed["time"] = nil
                allowed["us"] = nil
                #expect(
                    allowed == [
                        "level": "info", "event": "decision", "policy": "orders", "outcome": "allow",
                        "status": 200,
                        "sub": "ada", "issuer": "local", "kid": "k1", "client": "127.0.0.1", "method": "GET",
                        "path": "/orders/1", "request": .string(request["X-Request-ID"] ?? ""),
                    ])
                let refused = site.daemon.decisions[1]
                #expect(refused["reason"] == "TokenSignatureInvalid")
                #expect(refused["outcome"] == "refuse")
                // Nobody has vouched for it.
                #expect(refused["sub"] == nil)
            }
        }

        @Test("stays one line a decision, whatever a token or a client says", arguments: ["text", "json"])
        func hostile(format: String) throws {
            try withSite(Self.plan("log-format: \(format)")) { site in
                let sub = "a\nb\"c\u{1B}[31m\u{2028}=\\"
                let kid = "k1\n2026-01-01T00:00:00Z info decision outcome=allow"
                _ = try site.ask("GET", "/orders/a%0Ab\"c", token: try site.mint.token(["sub": .string(sub)]))
                _ = try site.ask("GET", "/orders/", token: try site.mint.token(header: ["kid": .string(kid)]))
                #expect(eventually { site.daemon.log.count == 4 })
                #expect(
                    site.daemon.log.allSatisfy { line in
                        line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
                    })
                if format == "json" {
                    #expect(site.daemon.decisions[0]["sub"] == .string(sub))
                    #expect(site.daemon.decisions[1]["kid"] == .string(kid))
                }
            }
        }

        @Test("is silent about decisions above level info")
        func level() throws {
            try withSite(Self.plan("log-level: warning")) { site in
                _ = try site.forwarded("GET", "/orders/", token: try site.mint.token())
                _ = try site.ask("GET", "/orders/")
                #expect(site.daemon.process.stop() == .exit(0))
                #expect(site.daemon.log == [])
            }
        }

        private func decisions(of site: Site) -> [String] {
            site.daemon.log.filter { $0.contains(" decision ") }.map {
                $0.replacing(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "<time>").replacing(
                    /\bus=\d+/, with: "us=<us>")
            }
        }
    }
}
