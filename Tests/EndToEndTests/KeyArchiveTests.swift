import Foundation
import JOSE
import TestSupport
import Testing

@testable import Keys

extension EndToEnd {
    @Suite("The archive of keys")
    struct KeyArchiveTests {
        @Test("serves at once when the issuer is down at the start; without it, requests get a 503")
        func startWithoutIssuer() throws {
            try withArchive { site in
                let settings = Self.settings(site)
                let token = try site.issuer.sign(["alg": "ES256"])
                try withDaemon(of: site, settings) { daemon in
                    try daemon.line(with: "keys fetched")
                    #expect(try site.ask(token).status == 200)
                }
                site.front.stop()
                try withDaemon(of: site, settings) { daemon in
                    #expect(try site.ask(token).status == 200)
                    try daemon.line(with: " notice ", "keys taken from the archive, fetched", "issuer=main")
                    try daemon.line(with: " warning ", "the old ones stay", "cannot connect", "issuer=main")
                }
                let archive = "\(Self.state(site))/main.keys"
                try FileManager.default.removeItem(atPath: archive)
                try withDaemon(of: site, settings) { daemon in
                    try daemon.line(with: "keys could not be fetched", "cannot connect")
                    let answer = try site.ask(token)
                    #expect(answer.status == 503)
                    #expect(TestJSON(text: answer.text)?["reason"] == "KeysUnavailable")
                }
                #expect(!FileManager.default.fileExists(atPath: archive))
            }
        }

        @Test("serves although the issuer's name is not found; without it, requests get a 503")
        func nameNotFound() throws {
            try withArchive { site in
                let settings = Self.settings(
                    site, "issuer: \(site.issuer.url)\n    jwks: https://nosuchhost.invalid/jwks")
                let token = try site.issuer.sign(["alg": "ES256"])
                let words =
                    "https://nosuchhost.invalid/jwks: the host is not found: "
                    + "Could not resolve host: nosuchhost.invalid"
                try withDaemon(of: site, settings) { daemon in
                    try daemon.line(with: " warning ", "keys could not be fetched: \(words)", "issuer=main")
                    #expect(try site.ask(token).status == 503)
                }
                // What a daemon wrote while the name was still there.
                let keySet = try HTTPClient(port: site.issuer.port).ask("GET", IssuerSite.keySet).body
                var access = RemoteAccess()
                access.caFile = site.front.authority
                let issuer = IssuerKeyConfiguration(
                    name: "main", source: .keySet(url: "https://nosuchhost.invalid/jwks"), access: access)
                let entry = ArchiveEntry(
                    issuer: "main", binding: try #require(issuer.binding), lifetime: .seconds(3600),
                    discovery: [],
                    keySet: keySet)
                let now = Int64(Date().timeIntervalSince1970)
                let bytes = KeyArchive.encode(entry, fetchedAt: UnixTime(seconds: now - 60))
                try Data(bytes).write(to: URL(filePath: "\(Self.state(site))/main.keys"))
                try withDaemon(of: site, settings) { daemon in
                    #expect(try site.ask(token).status == 200)
                    try daemon.line(with: "keys could not be refreshed, the old ones stay: \(words)")
                }
            }
        }

        @Test("is whole or absent after a kill in the middle of a write")
        func kill() throws {
            try withArchive { site in
                let names = (0..<8).map { "i\($0)" }
                let settings = Self.settings(site, issuers: names)
                var leftBehind = 0
                for round in 0..<12 {
                    // Other keys each time, so that each fetch is news, and a mixture of two files unreadable.
                    try site.issuer.rotate()
                    let daemon = try site.startDaemon(settings)
                    if round > 0 {
                        // Lines are written by a thread of their own, a moment later.
                        #expect(
                            eventually {
                                daemon.log.count { $0.contains("keys taken from the archive") } == names.count
                            })
                    }
                    #expect(!daemon.log.contains { $0.contains("archived keys are ignored") })
                    for name in names { try daemon.line(with: "keys fetched", "issuer=\(name)") }
                    try site.issuer.rotate()
                    try waitForWrite(daemon, in: Self.state(site))
                    daemon.process.send(.kill)
                    #expect(daemon.process.waitForEnd() == .signal(9))
                    let files = SocketFiles.names(in: Self.state(site))
                    #expect(Set(names.map { "\($0).keys" }).isSubset(of: files))
                    leftBehind += files.count { $0.hasSuffix(".new") }
                }
                // The kills are no use unless some of them come in time.
                #expect(leftBehind > 0)
            }
        }

        private func withArchive(_ body: (IssuerSite) throws -> Void) throws {
            try withIssuerSite { site in
                try FileManager.default.createDirectory(
                    atPath: Self.state(site), withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700])
                try body(site)
            }
        }

        /// Has keys fetched again and again until a file is being written.
        private func waitForWrite(_ daemon: GatehouseDaemon, in state: String) throws {
            let start = ContinuousClock.now
            var attempt = 0
            while !SocketFiles.names(in: state).contains(where: { $0.hasSuffix(".new") }) {
                if attempt % 1000 == 0 { daemon.process.send(.user1) }
                attempt += 1
                guard ContinuousClock.now - start < .seconds(10) else {
                    throw TestFailure("nothing is written")
                }
            }
        }

        private static func state(_ site: IssuerSite) -> String { site.directory.path(of: "state") }

        private static func settings(_ site: IssuerSite, _ source: String? = nil) -> String {
            IssuerSite.settings(
                source ?? "openid-config: \(site.front.url)\(IssuerSite.discovery)",
                authority: site.front.authority,
                top: "state-directory: \(state(site))")
        }

        /// Settings with issuers that all have the same key set.
        private static func settings(_ site: IssuerSite, issuers: [String]) -> String {
            let entries = issuers.map { name in
                "  \(name): { issuer: \(name), jwks: \"\(site.front.url)/jwks\", ca-file: \(site.front.authority) }"
            }
            return """
                log-level: notice
                state-directory: \(state(site))
                issuers:
                \(entries.joined(separator: "\n"))
                policies:
                  orders: { issuers: [ \(issuers.joined(separator: ", ")) ], audiences: [ "api://orders" ] }
                """
        }
    }
}
