import Server
import Synchronization
import TestSupport
import Testing

@Suite("a roll call", .timeLimit(.minutes(1)), .serialized)
struct RollCallTests {
    @Test("is answered by every worker, idle or busy, and nobody is silent before the first")
    func answered() throws {
        let echo = try EchoServer(workers: 3)
        #expect(echo.server.silentWorkers == [])
        for _ in 1...20 {
            echo.server.callRoll()
            #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
            #expect(eventually { echo.server.silentWorkers == [] })
        }
        #expect(echo.server.counters.requests == 20)
    }

    @Test("tells the worker that hangs from those that work, and is answered when it goes on")
    func hanging() throws {
        let echo = try EchoServer(workers: 2)
        let client = try SocketClient(echo.address)
        client.send(Wire.request(["ECHO": "late", "HANG": ""]))
        #expect(eventually { echo.state.hanging.load(ordering: .relaxed) == 1 })
        echo.server.callRoll()
        #expect(eventually { echo.server.silentWorkers.count == 1 })
        let silent = echo.server.silentWorkers
        // The other one still works, and its answers do not speak for the first.
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        echo.server.callRoll()
        #expect(eventually { echo.server.silentWorkers == silent })

        echo.state.isOpen.store(true, ordering: .relaxed)
        #expect(client.receive().flatMap { Heard.records(in: $0) } == Heard.answer("responder late"))
        #expect(eventually { echo.server.silentWorkers == [] })
    }

    @Test("leaves parked requests where they are")
    func parked() throws {
        let echo = try EchoServer(workers: 1)
        let client = try SocketClient(echo.address)
        client.send(Wire.request(["ECHO": "one", "PARK": "8000"]))
        #expect(eventually { echo.server.counters.parked == 1 })
        echo.server.callRoll()
        #expect(eventually { echo.server.silentWorkers == [] })
        #expect(echo.state.attempts == [1, 0, 0])
    }
}
