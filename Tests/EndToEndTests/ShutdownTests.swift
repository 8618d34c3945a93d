import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("SIGTERM")
    struct ShutdownTests {
        @Test("during load lets every accepted request be answered, then the status is 0", arguments: 1...5)
        func load(run: Int) throws {
            try withSite { site in
                let load = FastCGILoad()
                let token = try site.mint.token()
                let stopper = Thread {
                    _ = eventually { load.answerCount > 300 }
                    site.daemon.process.send(.terminate)
                }
                stopper.start()
                inParallel(16) { _ in load.run(site.socket, token: token) }
                #expect(load.answerCount > 300)
                #expect(load.problemsSoFar == [])
                #expect(site.daemon.process.waitForEnd(within: .seconds(5)) == .exit(0))
            }
        }

        @Test("is not held up by connections that are idle or kept")
        func idle() throws {
            try withSite { site in
                let clients = try (0..<20).map { _ in try FastCGIClient(site.socket) }
                let parameters = FastCGIClient.parameters(token: try site.mint.token(), policy: "orders")
                for client in clients.prefix(10) {
                    #expect(try client.ask(parameters, keepsConnection: true).startLine == "Status: 200 OK")
                }
                site.daemon.process.send(.terminate)
                #expect(site.daemon.process.waitForEnd(within: .seconds(8)) == .exit(0))
                for client in clients { #expect(throws: FastCGIClient.Problem.ended) { try client.answer() } }
            }
        }

        @Test("is told in the log, first and last")
        func log() throws {
            try withSite { site in
                site.daemon.process.send(.terminate)
                #expect(site.daemon.process.waitForEnd() == .exit(0))
                #expect(
                    site.daemon.log.suffix(2).map {
                        $0.split(separator: " ").dropFirst().joined(separator: " ")
                    }
                        == ["notice stopping", "notice stopped"])
            }
        }
    }
}
