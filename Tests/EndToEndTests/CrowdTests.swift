import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Connections that say nothing")
    struct CrowdTests {
        @Test("500 idle and 100 half-sent ones do not keep good requests from being answered as before")
        func crowd() throws {
            try withSite { site in
                let token = try site.mint.token()
                let alone = try slowest(of: 100, at: site, token: token)
                let descriptors = descriptorCount(of: site)

                let request = FastCGIClient.request(FastCGIClient.parameters(token: token, policy: "orders"))
                let idle = try (0..<500).map { _ in try SocketClient(site.socket) }
                let half = try (1...100).map { _ in try FastCGIClient(site.socket) }
                for (index, client) in half.enumerated() {
                    client.send(Array(request.prefix(request.count * (index + 1) / 101)))
                }
                #expect(eventually { descriptorCount(of: site) == descriptors + 600 })

                let crowded = try slowest(of: 100, at: site, token: token)
                print("the slowest of 100 requests took \(alone) alone, \(crowded) in a crowd of 600")

                // Those who make up their minds are answered all the same.
                for (index, client) in half.enumerated() {
                    client.send(Array(request.dropFirst(request.count * (index + 1) / 101)))
                    #expect(try client.answer().startLine == "Status: 200 OK")
                }
                withExtendedLifetime(idle) {}
            }
        }

        @Test("leave nothing behind when they go")
        func descriptors() throws {
            try withSite { site in
                let descriptors = descriptorCount(of: site)
                for _ in 0..<3 {
                    let clients = try (0..<200).map { _ in try SocketClient(site.socket) }
                    for client in clients.prefix(100) { client.send([1, 1, 0, 1]) }
                    #expect(eventually { descriptorCount(of: site) == descriptors + 200 })
                }
                #expect(eventually { descriptorCount(of: site) == descriptors })
            }
        }

        @Test("are closed after the time that the configuration allows for a request")
        func deadline() throws {
            var plan = Site.Plan()
            plan.settings += "\nrequest-timeout: 1s\n"
            try withSite(plan) { site in
                let half = try SocketClient(site.socket)
                half.send([1, 1, 0, 1, 0, 8, 0, 0])
                let start = ContinuousClock.now
                #expect(half.receiveAll(within: .seconds(10)) == [])
                #expect(ContinuousClock.now - start > .milliseconds(500))
            }
        }

        private func slowest(of count: Int, at site: Site, token: String) throws -> Duration {
            var slowest = Duration.zero
            for _ in 0..<count {
                let start = ContinuousClock.now
                #expect(try site.ask("GET", "/orders/", token: token).status == 200)
                slowest = max(slowest, ContinuousClock.now - start)
            }
            return slowest
        }

        private func descriptorCount(of site: Site) -> Int {
            SocketFiles.names(in: "/proc/\(site.daemon.process.processID)/fd").count
        }
    }
}
