import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("When the daemon is away")
    struct OutageTests {
        @Test(
            "requests get a 503 and never pass, until it is back; nginx is not touched",
            arguments: [ChildProcess.Signal.terminate, .kill])
        func downAndUp(signal: ChildProcess.Signal) throws {
            try withSite { site in
                let token = try site.mint.token()
                #expect(try site.ask("GET", "/orders/before", token: token).status == 200)
                site.daemon.process.send(signal)
                #expect(site.daemon.process.waitForEnd() == (signal == .kill ? .signal(9) : .exit(0)))

                for credentials in [nil, token] {
                    let answer = try site.ask("GET", "/orders/during", token: credentials)
                    expectUnavailable(answer)
                }
                #expect(site.backend.requests(for: "/orders/during").isEmpty)

                // A daemon that was killed leaves its socket, which the next one replaces.
                let isThere = FileManager.default.fileExists(
                    atPath: site.directory.path(of: "gatehouse.sock"))
                #expect(isThere == (signal == .kill))
                try site.startDaemon()
                #expect(try site.forwarded("GET", "/orders/after", token: token)["X-Auth-Subject"] == "ada")
            }
        }

        @Test("a daemon that was never started is no way in either")
        func neverStarted() throws {
            let directory = try TestDirectory()
            let backend = try RecordingBackend()
            let nginx = try NginxServer(
                locations: Site.Plan.tableLocations,
                backendPort: backend.port, directory: directory)
            defer {
                nginx.stop()
                backend.stop()
            }
            // No socket at all, as before the first start.
            expectUnavailable(try HTTPClient(port: nginx.port).ask("GET", "/orders/"))
            #expect(backend.requests.isEmpty)
        }

        private func expectUnavailable(_ answer: HTTPMessage) {
            #expect(answer.status == 503)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer["Retry-After"] == "1")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(
                TestJSON(text: answer.text) == [
                    "status": 503, "reason": "GatehouseUnavailable",
                    "detail": "the access check gave no answer",
                ])
        }
    }
}
