import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("The audit log")
    struct AuditLogTests {
        private static let traceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

        /// The objects of a file, one a line.
        private static func lines(_ site: Site, _ name: String = "audit.log") throws -> [TestJSON] {
            try site.directory.text(of: name).split(separator: "\n").map {
                try #require(TestJSON(text: String($0)), "\($0)")
            }
        }

        private static func setting(_ text: String) -> String {
            "audit-log: \"@DIRECTORY@/audit.log\"\n\(text)"
        }

        @Test("has each decision as one object, with the trace of the client; other messages are elsewhere")
        func file() throws {
            try withSite(.watched(Self.setting("workers: 1"))) { site in
                let headers = [("traceparent", Self.traceParent)]
                _ = try site.ask("GET", "/orders/1?a=b", token: try site.mint.token(), headers: headers)
                _ = try site.ask("GET", "/export/2", token: try site.mint.token())
                _ = try site.ask(
                    "GET", "/orders/3", headers: [("traceparent", Self.traceParent + "-and more")])
                #expect(eventually { (try? Self.lines(site).count) == 3 })
                let lines = try Self.lines(site)
                var allowed = lines[0]
                for name in ["time", "us", "request"] {
                    #expect(allowed[name] != nil)
                    allowed[name] = nil
                }
                #expect(
                    allowed == [
                        "level": "info", "event": "decision", "policy": "orders", "outcome": "allow",
                        "status": 200,
                        "sub": "ada", "issuer": "local", "kid": "k1", "client": "127.0.0.1", "method": "GET",
                        "path": "/orders/1", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                        "span_id": "00f067aa0ba902b7",
                    ])
                #expect(lines.map { $0["reason"] } == [nil, "InsufficientScope", "TokenNotPresent"])
                #expect(lines.map { $0["trace_id"] != nil } == [true, false, false])
                let manual = try String(
                    contentsOfFile: "\(TestBinaries.packageDirectory)/docs/telemetry.md", encoding: .utf8)
                for name in Set(lines.flatMap(\.members.keys)) {
                    #expect(manual.contains("\n| `\(name)` |"), "\(name) is not in the manual")
                }
                #expect(SocketFiles.status(of: site.directory.path(of: "audit.log"))?.mode == 0o640)
                #expect(site.daemon.decisions == [])
                #expect(!site.daemon.log.contains { $0.contains("decision") })
                #expect(try site.metric("gatehouse_log_lines_total{output=\"file\"}") == 3)
                #expect(try site.metric("gatehouse_log_dropped_lines_total{output=\"file\"}") == 0)
            }
        }

        @Test("is opened anew at SIGHUP, and no line is lost")
        func reopen() throws {
            try withSite(.watched(Self.setting(""))) { site in
                _ = try site.ask("GET", "/orders/1")
                #expect(eventually { (try? Self.lines(site).count) == 1 })
                let path = site.directory.path(of: "audit.log")
                try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                try site.daemon.reload()
                #expect(eventually { SocketFiles.status(of: path)?.mode == 0o640 })
                _ = try site.ask("GET", "/orders/2")
                #expect(eventually { (try? Self.lines(site).count) == 1 })
                #expect(try Self.lines(site).first?["path"] == "/orders/2")
                #expect(try Self.lines(site, "audit.log.1").count == 1)
            }
        }

        @Test("has a share of allows only, when it is told to, and every refusal")
        func sampling() throws {
            try withSite(.watched(Self.setting("audit-sample-allows: 0.1"))) { site in
                let client = try FastCGIClient(site.socket)
                let good = FastCGIClient.parameters(token: try site.mint.token(), policy: "orders")
                let bad = good.merging(["HTTP_AUTHORIZATION": "Bearer x.y.z"]) { $1 }
                for _ in 0..<400 { _ = try client.ask(good, keepsConnection: true) }
                for _ in 0..<50 { _ = try client.ask(bad, keepsConnection: true) }
                #expect(
                    eventually { (try? Self.lines(site).count { $0["outcome"] == "refuse" }) == 50 })
                let allows = try Self.lines(site).filter { $0["outcome"] == "allow" }
                // One in ten thousand million runs has fewer or more.
                #expect((5...90).contains(allows.count))
                #expect(allows.allSatisfy { $0["sample_rate"] == .double(0.1) })
                #expect(
                    try site.metric(
                        "gatehouse_decisions_total{policy=\"orders\",outcome=\"allow\",reason=\"\"}")
                        == 400)
            }
        }

        @Test("on standard error is JSON at every level, whatever form other messages have")
        func standardError() throws {
            try withSite(.watched("audit-log: stderr\nlog-level: warning\nlog-format: text")) { site in
                _ = try site.ask("GET", "/orders/1")
                #expect(eventually { site.daemon.decisions.count == 1 })
                #expect(site.daemon.log.count == 1)
            }
        }

        @Test("that cannot be opened is a reason not to start")
        func notOpened() throws {
            let directory = try TestDirectory()
            try directory.write(try TokenMint(now: 1_700_000_000).jwks(), to: "keys.json")
            try GatehouseDaemon.configure(
                AccessCase.settings + "\naudit-log: missing/audit.log\n", in: directory)
            let process = try GatehouseDaemon.start(in: directory)
            #expect(process.waitForEnd() == .exit(1))
            #expect(
                process.errors.hasSuffix(
                    "error: the audit log \"\(directory.path)/missing/audit.log\" cannot be opened: "
                        + "open: no such file or directory\n"), "\(process.errors)")
        }
    }
}
