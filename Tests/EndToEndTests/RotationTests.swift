import Foundation
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Keys that change")
    struct RotationTests {
        @Test("ten times under load cost no valid token its answer, and the issuer one fetch each")
        func underLoad() throws {
            try withIssuerSite { site in
                let load = RotationLoad(try site.issuer.sign(["alg": "ES256"]))
                try withDaemon(of: site) { daemon in
                    try daemon.line(with: "keys fetched", "issuer=main")
                    let threads = (0..<4).map { _ in Thread { load.run(site.nginx.port) } }
                    for thread in threads { thread.start() }
                    defer {
                        load.stop()
                        #expect(eventually { threads.allSatisfy(\.isFinished) })
                    }
                    try load.waitForAnswers()
                    for _ in 0..<10 {
                        // A careful issuer keeps the old keys in its set, and signs with the new at once.
                        try site.issuer.rotate(keepingOld: true)
                        load.add(try site.issuer.sign(["alg": "ES256"]))
                        try load.waitForAnswers()
                    }
                    #expect(load.problems == [])
                    let fetches = try site.count(IssuerSite.keySet)
                    #expect(fetches == 1 + 10)
                    let discoveries = try site.count(IssuerSite.discovery)
                    #expect(discoveries == 1)
                }
            }
        }

        @Test(
            "20,000 tokens with key ids made up cost the issuer what the cooldown allows, and good ones nothing"
        )
        func flood() throws {
            try withIssuerSite { site in
                let good = RotationLoad(try site.issuer.sign(["alg": "ES256"]))
                try withDaemon(of: site) { daemon in
                    try daemon.line(with: "keys fetched", "issuer=main")
                    let flood = KeyIDFlood(issuer: site.issuer.url, address: site.socket)
                    let start = ContinuousClock.now
                    let thread = Thread { good.run(site.nginx.port) }
                    thread.start()
                    defer {
                        good.stop()
                        #expect(eventually { thread.isFinished })
                    }
                    flood.run(count: 20_000)
                    let elapsed = ContinuousClock.now - start
                    try good.waitForAnswers()
                    #expect(flood.problems == [])
                    #expect(flood.refusals == 20_000)
                    #expect(good.problems == [])
                    // One at once, then after a cooldown of 10 s, 20 s, 40 s and 80 s.
                    let allowed = 1 + [10, 30, 70, 150].count { elapsed >= .seconds($0) }
                    let fetches = try site.count(IssuerSite.keySet)
                    #expect((2...1 + allowed).contains(fetches), "in \(elapsed)")
                }
            }
        }
    }
}

/// Clients of nginx whose tokens are all valid, old ones and new ones in turn.
private final class RotationLoad: Sendable {
    private struct State {
        var tokens: [String]
        var answersToNewest = 0
        var problems: [String] = []
    }

    private let state: Mutex<State>
    private let isStopped = Atomic(false)

    init(_ token: String) {
        state = Mutex(State(tokens: [token]))
    }

    var problems: [String] { state.withLock { $0.problems } }

    /// Sends another token as well, from now on.
    func add(_ token: String) {
        state.withLock { state in
            state.tokens.append(token)
            state.answersToNewest = 0
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    /// Waits until the newest token has had a number of answers.
    func waitForAnswers() throws {
        guard eventually(within: .seconds(20), { state.withLock { $0.answersToNewest >= 100 } }) else {
            throw TestFailure("the load has stopped: \(problems)")
        }
    }

    /// Asks until it is told to stop.
    func run(_ port: UInt16) {
        let client = HTTPClient(port: port)
        var number = 0
        while !isStopped.load(ordering: .relaxed) {
            number += 1
            // The newest, and the others one after the other.
            let (token, count) = state.withLock { state in
                (
                    number % 2 == 0 ? state.tokens.last : state.tokens[number / 2 % state.tokens.count],
                    state.tokens.count
                )
            }
            do {
                let answer = try client.ask(
                    "GET", "/orders/1",
                    headers: [HTTPMessage.Header("Authorization", "Bearer \(token ?? "")")])
                state.withLock { state in
                    if answer.status != 200 { state.problems.append(answer.head + answer.text) }
                    if token == state.tokens.last, count == state.tokens.count { state.answersToNewest += 1 }
                }
            } catch {
                state.withLock { $0.problems.append("\(error)") }
            }
        }
    }
}
