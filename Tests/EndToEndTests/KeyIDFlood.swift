import Foundation
import Posix
import Synchronization
import TestSupport

/// Clients of the daemon whose tokens name keys that nobody has, each another one.
final class KeyIDFlood: Sendable {
    private let issuer: String
    private let address: ListenAddress
    private let refused = Atomic(0)
    private let found = Mutex<[String]>([])

    init(issuer: String, address: ListenAddress) {
        self.issuer = issuer
        self.address = address
    }

    /// How many were refused for the right reason.
    var refusals: Int { refused.load(ordering: .relaxed) }

    /// Any other answer, the first few.
    var problems: [String] { found.withLock { $0 } }

    /// Sends that many tokens over a few connections, and returns when all are answered.
    func run(count: Int) {
        let clients = 4
        let threads = (0..<clients).map { client in
            Thread { self.send(stride(from: client, to: count, by: clients)) }
        }
        for thread in threads { thread.start() }
        _ = eventually(within: .seconds(100)) { threads.allSatisfy(\.isFinished) }
    }

    private func send(_ numbers: StrideTo<Int>) {
        do {
            let connection = try FastCGIClient(address)
            for number in numbers {
                let answer = try connection.ask(
                    FastCGIClient.parameters(token: token(number), policy: "orders"), keepsConnection: true)
                if answer["X-Gatehouse-Reason"] == "TokenSignatureKeyNotFound" {
                    refused.add(1, ordering: .relaxed)
                } else {
                    note(answer.head)
                }
            }
        } catch {
            note("\(error)")
        }
    }

    private func note(_ problem: String) {
        found.withLock { if $0.count < 10 { $0.append(problem) } }
    }

    private func token(_ number: Int) -> String {
        let header: TestJSON = [
            "alg": "ES256", "typ": "JWT", "kid": .string("flood-\(number)-\(UUID().uuidString)"),
        ]
        let payload: TestJSON = ["iss": .string(issuer), "aud": "api://orders", "exp": 4_102_444_800]
        // Of the right length; nobody gets to look at it.
        return CompactToken.unsigned(header: header.text, payload: payload.text)
            + String(repeating: "A", count: 86)
    }
}
