import Foundation
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Under load")
    struct LoadTests {
        /// nginx is its own backend here, which says whose request it got: nothing else is measured.
        static let plan = Site.Plan(
            locations: """
                location /orders/ {
                    set $gatehouse_policy orders;
                    include gatehouse_protect.conf;
                    proxy_pass http://unix:@DIRECTORY@/echo.sock;
                }
                """,
            servers: """
                server {
                    listen unix:@DIRECTORY@/echo.sock;
                    return 200 "$http_x_auth_subject\\n";
                }
                """)

        @Test("200 clients that keep their connections get 50 right answers each, without one error")
        func manyClients() throws {
            try withSite(Self.plan) { site in
                let tokens = try (0..<200).map { try site.mint.token(["sub": .string("user-\($0)")]) }
                let problems = Mutex<[String]>([])
                let connections = Atomic(0)
                let start = ContinuousClock.now
                inParallel(tokens.count) { index in
                    let client = HTTPClient(port: site.server.port)
                    let header = HTTPMessage.Header("Authorization", "Bearer \(tokens[index])")
                    for turn in 0..<50 {
                        do {
                            let answer = try client.ask("GET", "/orders/\(turn)", headers: [header])
                            guard answer.status == 200, answer.text == "user-\(index)\n" else {
                                problems.withLock { $0.append("\(answer.head)\n\(answer.text)") }
                                return
                            }
                        } catch {
                            problems.withLock { $0.append("client \(index), turn \(turn): \(error)") }
                            return
                        }
                    }
                    connections.add(client.connectionCount, ordering: .relaxed)
                }
                let elapsed = ContinuousClock.now - start
                print("10000 requests by 200 clients in \(elapsed)")
                problems.withLock { #expect($0.isEmpty, "\($0.first ?? "")") }
                #expect(connections.load(ordering: .relaxed) == 200)
                #expect(eventually { site.daemon.log.count { $0.contains("outcome=allow") } == 10_000 })
            }
        }
    }
}
