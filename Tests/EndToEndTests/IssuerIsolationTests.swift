import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Issuers side by side")
    struct IssuerIsolationTests {
        @Test("do not wait for one that swallows connections, nor does the start")
        func deadNeighbour() throws {
            try withIssuerSite { site in
                let port = try LoopbackListener.freePort()
                let hole = try BlackHole(port: port)
                defer { withExtendedLifetime(hole) {} }
                let dead =
                    "issuer: dead, jwks: \"https://localhost:\(port)/\", ca-file: \(site.front.authority)"
                let settings = """
                    log-level: notice
                    issuers:
                      dead: { \(dead), key-wait: 10s, fetch-timeout: 60s }
                      main: { openid-config: "\(site.front.url)\(IssuerSite.discovery)", ca-file: \(site.front.authority) }
                    policies:
                      orders: { issuers: [ dead, main ], audiences: [ "api://orders" ] }
                    """
                try withDaemon(of: site, settings) { daemon in
                    let waiting = try FastCGIClient(site.socket)
                    let token = try site.issuer.sign(["alg": "ES256", "claims": ["iss": "dead"]])
                    waiting.send(
                        FastCGIClient.request(FastCGIClient.parameters(token: token, policy: "orders")))
                    #expect(try site.ask(try site.issuer.sign(["alg": "ES256"])).status == 200)
                    // All that while nothing has become of the other, which has 60 s, and its request 10.
                    #expect(!daemon.log.contains { $0.contains("issuer=dead") })
                }
            }
        }

        @Test("are served by one thread and few connections, 200 of them")
        func many() throws {
            try withIssuerSite { site in
                let names = (0..<200).map { "i\($0)" }
                let entries = names.map { name in
                    let url = "\(site.front.url)\(IssuerSite.keySet)"
                    return
                        "  \(name): { issuer: \(name), jwks: \"\(url)\", ca-file: \(site.front.authority) }"
                }
                let settings = """
                    log-level: notice
                    workers: 1
                    issuers:
                    \(entries.joined(separator: "\n"))
                    policies:
                      orders: { issuers: [ \(names.joined(separator: ", ")) ], audiences: [ "api://orders" ] }
                    """
                // A sanitizer's memory is not the daemon's.
                let program = TestBinaries.releasePath(of: "gatehouse")
                try withDaemon(of: site, settings, program: program) { daemon in
                    #expect(
                        eventually(within: .seconds(30)) {
                            daemon.log.count { $0.contains("keys fetched") } == names.count
                        })
                    for name in ["i0", "i99", "i199"] {
                        let token = try site.issuer.sign(["alg": "ES256", "claims": ["iss": .string(name)]])
                        #expect(try site.ask(token).status == 200)
                    }
                    let fetches = try site.count(IssuerSite.keySet)
                    #expect(fetches == names.count)
                    // The main thread, one worker, one for all transfers, and one that writes the log.
                    #expect(daemon.process.status("Threads") == 4)
                    let kilobytes = try #require(daemon.process.status("VmHWM"))
                    #expect(kilobytes < 60_000)
                }
            }
        }

        @Test("are checked by a command that waits for their answers and leaves the archive alone")
        func check() throws {
            try withIssuerSite { site in
                let state = site.directory.path(of: "state")
                try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
                let source = "openid-config: \(site.front.url)\(IssuerSite.discovery)"
                let settings = IssuerSite.settings(
                    source, authority: site.front.authority, top: "state-directory: \(state)")
                try GatehouseDaemon.configure(settings, in: site.directory)
                func check() throws -> CommandRun {
                    try CommandRun(
                        TestBinaries.path(of: "gatehouse"),
                        ["check", "--fetch", "--config", site.directory.path(of: "gatehouse.yaml")],
                        environment: ["no_proxy": "*"])
                }
                #expect(try check().status == 0)
                #expect(SocketFiles.names(in: state).isEmpty)
                try withDaemon(of: site, settings) { daemon in try daemon.line(with: "keys fetched") }
                #expect(SocketFiles.names(in: state) == ["main.keys"])

                site.front.stop()
                let failed = try check()
                #expect(failed.status == 1)
                #expect(failed.errors.contains("issuer \"main\": \(site.front.url)"))
                #expect(failed.errors.contains("cannot connect"))
            }
        }
    }
}
