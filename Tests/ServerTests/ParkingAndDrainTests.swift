import Posix
import Server
import Synchronization
import TestSupport
import Testing

@Suite(
    "requests wait without a thread, and nobody is forgotten at the end", .timeLimit(.minutes(2)), .serialized
)
struct ParkingAndDrainTests {
    /// The same request plain, kept, and too large for the short way.
    static let ways: [[UInt8]] = [
        Wire.request(["ECHO": "one", "PARK": "60000"]),
        Wire.request(["ECHO": "one", "PARK": "60000"], keep: true),
        Wire.request(["ECHO": "one", "PARK": "60000", "BIG": String(repeating: "x", count: 20_000)]),
    ]

    @Test("a parked request is answered at the wake-up after its gate has opened", arguments: ways)
    func woken(_ bytes: [UInt8]) throws {
        let echo = try EchoServer()
        let client = try SocketClient(echo.address)
        client.send(bytes)
        #expect(eventually { echo.state.attempts == [1, 0, 0] })
        echo.server.wake()
        #expect(eventually { echo.state.attempts == [1, 1, 0] })
        echo.state.isOpen.store(true, ordering: .relaxed)
        echo.server.wake()
        #expect(client.receive().flatMap { Heard.records(in: $0) } == Heard.answer("open one"))
        #expect(echo.state.attempts == [1, 2, 0])
        #expect(echo.server.counters.requests == 1)
    }

    @Test("its patience over, it is put for the last time", arguments: [true, false])
    func late(_ keep: Bool) throws {
        let echo = try EchoServer(workers: 1)
        let client = try SocketClient(echo.address)
        let start = MonotonicClock.now()
        client.send(
            Wire.request(["ECHO": "one", "PARK": "150"], keep: keep)
                + (keep ? Wire.request(["ECHO": "two"]) : []))
        #expect(
            client.receiveAll().flatMap { Heard.records(in: $0) }
                == Heard.answer("late one") + (keep ? Heard.answer("responder two") : []))
        #expect(MonotonicClock.now() - start >= .milliseconds(150))
        #expect(echo.state.attempts == [keep ? 2 : 1, 0, 1])
    }

    @Test("a handler that does not decide even then gets no allow: the connection is closed")
    func stubborn() throws {
        let echo = try EchoServer()
        #expect(try echo.ask(Wire.request(["PARK": "50", "STUBBORN": "1"])) == [])
        #expect(echo.state.events.withLock { $0 } == [.requestLeftUndecided])
    }

    @Test("a peer that hangs up while it is parked is dropped", arguments: ways)
    func hangUp(_ bytes: [UInt8]) throws {
        let echo = try EchoServer()
        do {
            let client = try SocketClient(echo.address)
            client.send(bytes)
            #expect(
                eventually {
                    echo.server.counters.open == 1 && echo.state.attempts == [1, 0, 0]
                })
        }
        #expect(eventually { echo.server.counters.open == 0 })
        #expect(echo.state.attempts == [1, 0, 0])
    }

    @Test("how many are parked is counted while they are")
    func parkedCount() throws {
        let echo = try EchoServer()
        let clients = try Self.ways.map { bytes in
            let client = try SocketClient(echo.address)
            client.send(bytes)
            return client
        }
        #expect(eventually { echo.server.counters.parked == clients.count })
        echo.state.isOpen.store(true, ordering: .relaxed)
        echo.server.wake()
        for client in clients { #expect(client.receive() != nil) }
        #expect(eventually { echo.server.counters.parked == 0 })
    }

    @Test(
        "at most half of the connections are parked; whoever comes then is answered at once", arguments: ways)
    func crowd(_ bytes: [UInt8]) throws {
        let echo = try EchoServer(workers: 1, limits: ServerLimits(connectionsPerWorker: 20))
        let parked = try (0..<10).map { _ in
            let client = try SocketClient(echo.address)
            client.send(bytes)
            return client
        }
        #expect(eventually { echo.server.counters.parked == 10 })
        let late = try SocketClient(echo.address)
        late.send(bytes)
        #expect(late.receive().flatMap { Heard.records(in: $0) } == Heard.answer("late one"))
        #expect(try echo.ask(Wire.request(["ECHO": "two"])) == Heard.answer("responder two"))
        #expect(echo.server.counters.parked == parked.count)
    }

    @Test("a drain answers every request that was accepted or waited to be, parked and half-sent ones too")
    func drain() throws {
        let echo = try EchoServer(workers: 2)
        let parked = try SocketClient(echo.address)
        parked.send(Wire.request(["ECHO": "one", "PARK": "300"]))
        let half = try SocketClient(echo.address)
        half.send(Array(Wire.request(["ECHO": "half"]).dropLast(3)))
        let idle = try SocketClient(echo.address)
        idle.send(Wire.request(["ECHO": "idle"], keep: true))
        #expect(idle.receive().flatMap { Heard.records(in: $0) } == Heard.answer("responder idle"))
        #expect(eventually { echo.server.counters.open == 3 })

        let tally = Tally()
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "client") {
                for _ in 0..<2000 {
                    guard let client = try? SocketClient(echo.address) else {
                        tally.refused.add(1, ordering: .relaxed)
                        return
                    }
                    client.send(Wire.request(["ECHO": "x"]))
                    let heard = client.receiveAll().flatMap { Heard.records(in: $0) }
                    if heard == Heard.answer("responder x") {
                        tally.answered.add(1, ordering: .relaxed)
                    } else {
                        tally.wrong.add(1, ordering: .relaxed)
                    }
                }
            }
        }
        #expect(eventually { tally.answered.load(ordering: .relaxed) > 100 })
        echo.server.drain(within: .seconds(5))
        #expect(idle.receiveAll() == [])
        half.send(Array(Wire.request(["ECHO": "half"]).suffix(3)))
        #expect(half.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder half"))
        #expect(parked.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("late one"))
        echo.server.join()
        for thread in threads { thread.join() }
        #expect(tally.wrong.load(ordering: .relaxed) == 0)
        #expect(tally.refused.load(ordering: .relaxed) > 0)
        #expect(throws: SocketClient.Refused.self) { try SocketClient(echo.address) }
    }

    @Test("the drain's own end comes, whoever is slow")
    func drainDeadline() throws {
        let echo = try EchoServer()
        let parked = try SocketClient(echo.address)
        parked.send(Wire.request(["ECHO": "one", "PARK": "60000"]))
        let half = try SocketClient(echo.address)
        half.send(Wire.begin())
        #expect(eventually { echo.server.counters.open == 2 })
        echo.stop(within: .milliseconds(100))
        #expect(parked.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("late one"))
        #expect(half.receiveAll() == [])
        #expect(echo.server.counters.open == 0)
        // What the handler has gathered, such as lines of a log, is not lost.
        let isLost = echo.state.hasUntoldWork.load(ordering: .relaxed)
        #expect(!isLost)
    }

    @Test("a handler that cannot be made is the start's error")
    func noHandler() throws {
        struct NoHandler: Error {}
        let directory = SocketDirectory()
        let listener = try ListenSocket(listeningAt: .unix(path: "\(directory.path)/s"))
        let server = try FastCGIServer(
            listeners: [listener], workerCount: 2,
            makeHandler: { () throws -> EchoHandler in throw NoHandler() }, report: { _ in })
        #expect(throws: NoHandler.self) { try server.start() }
    }
}

/// What became of many requests.
private final class Tally: Sendable {
    let answered = Atomic(0)
    let refused = Atomic(0)
    let wrong = Atomic(0)
}
