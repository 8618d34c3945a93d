import Posix
import Server
import TestSupport
import Testing

@Suite("the server answers over a raw socket", .timeLimit(.minutes(2)))
struct FastCGIServerTests {
    @Test("a plain request of either role")
    func plain() throws {
        let echo = try EchoServer()
        #expect(try echo.ask(Wire.request(["ECHO": "one"])) == Heard.answer("responder one"))
        #expect(try echo.ask(Wire.request(["ECHO": "two"], id: 7, role: 2)) == Heard.answer("authorizer two", 7))
        echo.stop()
        #expect(echo.server.counters.requests == 2)
    }
}
