import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "answer in role RESPONDER, are not cached, and look at no token",
        arguments: [
            ("metrics", "text/plain; version=0.0.4; charset=utf-8"), ("status", "text/html; charset=utf-8"),
            ("status.json", "application/json"),
        ])
    func answers(name: String, type: String) throws {
        let gate = try EndpointGate()
        for method in [nil, "GET", "HEAD"] {
            var request = ["GATEHOUSE_ENDPOINT": name]
            request["REQUEST_METHOD"] = method
            let answer = try #require(gate.ask(request))
            #expect(
                answer.hasPrefix(
                    "Status: 200 OK\r\nContent-Type: \(type)\r\nCache-Control: no-store\r\n"
                        + "X-Content-Type-Options: nosniff\r\n"))
        }
        #expect(gate.inForce.current.cache.statistics.entries == 0)
        #expect(gate.metric("gatehouse_cache_misses_total") == "0")
    }

    @Test("let nobody in who asks for them by a header")
    func forged() throws {
        let gate = try EndpointGate()
        let answer = try #require(gate.ask(["HTTP_GATEHOUSE_ENDPOINT": "status"]))
        #expect(answer.hasPrefix("Status: 401 Unauthorized\r\n"))
    }

    @Test(
        "are refused, never with a 200, when the web server is not set up for them",
        arguments: [
            (
                ["GATEHOUSE_ENDPOINT": "metric"], Role.responder, "404 Not Found",
                #"GATEHOUSE_ENDPOINT is "metric", accepted is "metrics", "status" or "status.json""#
            ),
            (
                ["GATEHOUSE_ENDPOINT": ""], .responder, "404 Not Found",
                #"GATEHOUSE_ENDPOINT is "", accepted is "metrics", "status" or "status.json""#
            ),
            (
                ["GATEHOUSE_ENDPOINT": "x\r\n\u{1B}[2J"], .responder, "404 Not Found",
                #"GATEHOUSE_ENDPOINT is "x\u{d}\u{a}\u{1b}[2J", accepted is "metrics", "status" or "status.json""#
            ),
            (
                ["GATEHOUSE_ENDPOINT": "status"], .authorizer, "500 Internal Server Error",
                "GATEHOUSE_ENDPOINT came in role AUTHORIZER, accepted is role RESPONDER"
            ),
            (
                ["GATEHOUSE_ENDPOINT": "status", "GATEHOUSE_POLICY": "default"], .responder,
                "500 Internal Server Error",
                "GATEHOUSE_ENDPOINT came together with GATEHOUSE_POLICY, accepted is one of the two"
            ),
            (
                ["GATEHOUSE_ENDPOINT": "metrics", "GATEHOUSE_REQUIRE_SCOPE": "a"], .responder,
                "500 Internal Server Error",
                "GATEHOUSE_ENDPOINT came together with GATEHOUSE_REQUIRE_SCOPE, accepted is one of the two"
            ),
            (
                ["GATEHOUSE_ENDPOINT": "metrics", "GATEHOUSE_REQUEST_ID": "a"], .responder,
                "500 Internal Server Error",
                "GATEHOUSE_ENDPOINT came together with GATEHOUSE_REQUEST_ID, accepted is one of the two"
            ),
            (
                ["GATEHOUSE_ENDPOINT": "status", "REQUEST_METHOD": "POST"], .responder,
                "405 Method Not Allowed",
                #"the method is "POST", accepted is "GET" or "HEAD""#
            ),
        ])
    func problems(request: [String: String], role: Role, status: String, text: String) throws {
        let answer = try #require(try EndpointGate().ask(request, role: role))
        #expect(answer.hasPrefix("Status: \(status)\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(answer.hasSuffix("\r\n\r\ngatehouse: error: \(text)\n"))
        #expect(answer.contains("\r\nAllow: GET, HEAD\r\n") == status.hasPrefix("405"))
    }
}
