import Posix
import Synchronization
import TestSupport
import Testing

@testable import Server

@Suite("the server answers over a raw socket", .timeLimit(.minutes(2)), .serialized)
struct FastCGIServerTests {
    @Test(
        "whatever admission decides, and in order",
        arguments: AdmissionTests.answers + AdmissionTests.violations)
    func answers(_ example: AdmissionTests.Case) throws {
        let echo = try EchoServer(workers: 1)
        let expected = Self.heard(after: example.decisions)
        let heard = try echo.ask(example.bytes, endSending: true)
        #expect(heard == expected)
        let client = try SocketClient(echo.address)
        let half = example.bytes.count / 2
        client.send(Array(example.bytes[..<half]))
        #expect(eventually { echo.server.counters.open == 1 || example.bytes.count < 2 || half == 0 })
        client.send(Array(example.bytes[half...]))
        client.endSending()
        #expect(client.receiveAll().flatMap { Heard.records(in: $0) } == expected)
        #expect(try echo.ask(Wire.request(["ECHO": "still here"])) == Heard.answer("responder still here"))
    }

    @Test("a plain request of either role")
    func plain() throws {
        let echo = try EchoServer()
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        #expect(
            try echo.ask(Wire.request(["ECHO": "two"], id: 7, role: 2)) == Heard.answer("authorizer two", 7))
        let padded = Wire.request(["ECHO": "three"], padding: 255)
        #expect(try echo.ask(padded) == Heard.answer("responder three"))
        #expect(echo.server.counters.requests == 3)
        #expect(echo.server.counters.accepted == 3)
        #expect(eventually { echo.state.idleCount.load(ordering: .relaxed) > 0 })
    }

    @Test("over TCP, IPv4 and IPv6", arguments: ["127.0.0.1", "::1"])
    func internet(_ host: String) throws {
        let echo = try EchoServer(on: .tcp(host: host, port: 0))
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        let large = String(repeating: "x", count: 60_000)
        let heard = try echo.ask(
            Wire.begin() + Wire.parameters(1, Wire.pair("BIG", large))
                + Wire.parameters(1, Wire.pair("BIG", large)) + [UInt8](repeating: 1, count: 500_000))
        #expect(
            heard?.first.map { String(decoding: $0.content, as: UTF8.self) }?.contains("RequestTooLarge")
                == true)
    }

    @Test("several requests on one connection, one after the other and all at once")
    func kept() throws {
        let echo = try EchoServer()
        let client = try SocketClient(echo.address)
        for round in 1...50 {
            client.send(Wire.request(["ECHO": "\(round)"], keep: true))
            #expect(client.receive().flatMap { Heard.records(in: $0) } == Heard.answer("responder \(round)"))
        }
        client.send((1...50).flatMap { Wire.request(["ECHO": "\($0)"], id: UInt16($0), keep: true) })
        client.endSending()
        let expected = (1...50).flatMap { Heard.answer("responder \($0)", UInt16($0)) }
        #expect(client.receiveAll().flatMap { Heard.records(in: $0) } == expected)
    }

    @Test("answers of any length", arguments: [0, 1, 8000, 8136, 8137, 8184, 8192, 65_535, 100_000])
    func lengths(_ count: Int) throws {
        let echo = try EchoServer()
        let heard = try #require(try echo.ask(Wire.request(["REPEAT": "\(count)"])))
        #expect(heard.filter { $0.type == 6 }.map(\.content.count).reduce(0, +) == count)
        #expect(heard.last == Heard.end())
    }

    @Test("a large answer, to a peer that begins to read late")
    func lateReader() throws {
        let echo = try EchoServer(workers: 1)
        let client = try SocketClient(echo.address)
        client.send(Wire.request(["REPEAT": "300000"]))
        #expect(eventually { echo.server.counters.requests == 1 })
        // The worker is done with it, and has time for others.
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        let heard = client.receiveAll().flatMap { Heard.records(in: $0) } ?? []
        #expect(heard.filter { $0.type == 6 }.map(\.content.count).reduce(0, +) == 300_000)
        #expect(heard.last == Heard.end())
    }

    @Test("a peer that never reads is closed, and does no harm")
    func neverReads() throws {
        let echo = try EchoServer(workers: 1)
        let client = try SocketClient(echo.address)
        for _ in 0..<20 { client.send(Wire.request(["REPEAT": "60000"], keep: true)) }
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        #expect(eventually { echo.server.counters.open == 0 })
    }

    @Test("half a request, and nothing at all, are closed in time")
    func deadlines() throws {
        let limits = ServerLimits(requestTime: .milliseconds(200), idleTime: .milliseconds(400))
        let echo = try EchoServer(workers: 1, limits: limits)
        let start = MonotonicClock.now()
        let nothing = try SocketClient(echo.address)
        let half = try SocketClient(echo.address)
        half.send(Wire.begin())
        let kept = try SocketClient(echo.address)
        kept.send(Wire.request(["ECHO": "one"], keep: true))
        #expect(half.receiveAll() == [])
        #expect(MonotonicClock.now() - start >= .milliseconds(190))
        #expect(nothing.receiveAll() == [])
        #expect(MonotonicClock.now() - start >= .milliseconds(390))
        #expect(kept.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder one"))
        #expect(echo.server.counters.overdue == 1)
        #expect(echo.server.counters.displaced == 0)
    }

    @Test("requests that overlap on one connection have each their own time")
    func overlapping() throws {
        let echo = try EchoServer(workers: 1, limits: ServerLimits(requestTime: .milliseconds(400)))
        let client = try SocketClient(echo.address)
        let request = Wire.request(["ECHO": "one"], keep: true)
        let (first, second) = (Array(request.prefix(20)), Array(request.dropFirst(20)))
        let start = MonotonicClock.now()
        client.send(first)
        while MonotonicClock.now() - start < .milliseconds(1000) {
            client.send(second + first)
            try #require(client.receive().flatMap { Heard.records(in: $0) } == Heard.answer("responder one"))
        }
    }

    @Test("500 idle and 100 half-sent connections delay nobody, and no descriptor is left behind")
    func crowd() throws {
        let before = SocketFiles.openDescriptorCount()
        do {
            let echo = try EchoServer()
            let idle = try (0..<500).map { _ in try SocketClient(echo.address) }
            let half = try (0..<100).map { _ in try SocketClient(echo.address) }
            for client in half { client.send(Array(Wire.request(["ECHO": "late"]).dropLast(5))) }
            #expect(eventually { echo.server.counters.open == 600 })
            for round in 0..<200 {
                #expect(
                    try echo.ask(Wire.request(["ECHO": "\(round)"])) == Heard.answer("responder \(round)"))
            }
            for client in half { client.send(Array(Wire.request(["ECHO": "late"]).suffix(5))) }
            for client in half {
                #expect(
                    client.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder late"))
            }
            idle[0].send(Wire.request(["ECHO": "first"]))
            #expect(idle[0].receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder first"))
            echo.stop()
        }
        // Other tests of this process have a few open; a leak of any kind would be 100 and more.
        #expect(eventually { SocketFiles.openDescriptorCount() < before + 50 })
    }

    @Test("beyond the limit, the oldest connection without a request goes")
    func limit() throws {
        let echo = try EchoServer(workers: 1, limits: ServerLimits(connectionsPerWorker: 2))
        let first = try SocketClient(echo.address)
        #expect(eventually { echo.server.counters.open == 1 })
        let second = try SocketClient(echo.address)
        #expect(eventually { echo.server.counters.open == 2 })
        let third = try SocketClient(echo.address)
        #expect(first.receiveAll() == [])
        third.send(Wire.request(["ECHO": "three"]))
        #expect(third.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder three"))
        second.send(Wire.request(["ECHO": "two"]))
        #expect(second.receiveAll().flatMap { Heard.records(in: $0) } == Heard.answer("responder two"))
        #expect(echo.state.events.withLock { $0 } == [.connectionLimitReached(limit: 2)])
        #expect(echo.server.counters.displaced == 1)
    }

    private static func heard(after decisions: [AdmissionDecision]) -> [Heard] {
        var heard: [Heard] = []
        for decision in decisions {
            switch decision {
            case .aborted(let id, _): heard.append(.end(id))
            case .cannotMultiplex(let id): heard.append(.end(id, status: 1))
            case .needsMore: break
            case .parametersTooLarge(let id, _, _):
                heard += [
                    .output(
                        """
                        Status: 403 Forbidden\r
                        X-Gatehouse-Status: 431\r
                        X-Gatehouse-Reason: RequestTooLarge\r
                        X-Gatehouse-Message: the request's parameters are longer than 65536 bytes\r
                        \r

                        """, id), .output("", id), .end(id),
                ]
            case .request(let request): heard += Heard.answer("\(request.role) nothing", request.requestID)
            case .unknownRole(let id, _, _): heard.append(.end(id, status: 3))
            case .unknownType(let type):
                heard.append(Heard(type: 11, id: 0, content: [type, 0, 0, 0, 0, 0, 0, 0]))
            case .values(let values):
                let texts: KeyValuePairs<String, String> = [
                    "FCGI_MAX_CONNS": "4096", "FCGI_MAX_REQS": "4096", "FCGI_MPXS_CONNS": "0",
                ]
                let content = texts.filter { pair in values.contains { $0.rawValue == pair.key } }
                    .flatMap { Wire.pair($0.key, $0.value) }
                heard.append(Heard(type: 10, id: 0, content: content))
            case .violation: break
            }
        }
        return heard
    }
}
