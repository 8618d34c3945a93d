import TestSupport
import Testing

extension EndToEnd {
    @Suite("Requests of every kind pass as they are", .site(.passThrough), .serialized)
    struct PassThroughTests {
        static let megabytes: [UInt8] = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

        @Test(
            "with a body of 3 MB",
            arguments: ["/orders/upload", "/stream/upload"], [HTTPClient.Framing.contentLength, .chunked])
        func upload(target: String, framing: HTTPClient.Framing) throws {
            let site = try Site.current
            let request = try site.forwarded(
                "POST", target, token: try site.mint.token(), body: Self.megabytes, framing: framing)
            #expect(request.method == "POST")
            #expect(request.body == Self.megabytes)
            #expect(request["X-Auth-Subject"] == "ada")
        }

        @Test(
            "and a refused body of 3 MB gets the refusal",
            arguments: [HTTPClient.Framing.contentLength, .chunked])
        func refusedUpload(framing: HTTPClient.Framing) throws {
            let site = try Site.current
            let answer = try site.ask("POST", "/orders/refused", body: Self.megabytes, framing: framing)
            #expect(answer.status == 401)
            #expect(TestJSON(text: answer.text)?["reason"] == "TokenNotPresent")
            #expect(site.backend.requests(for: "/orders/refused").isEmpty)
        }

        @Test("with any method", arguments: ["DELETE", "HEAD", "OPTIONS", "PATCH", "PUT"])
        func methods(method: String) throws {
            let target = "/orders/method?x=%2F..%2F"
            let request = try Self.expectPassage(of: method, to: target, at: try Site.current)
            #expect(request.target == target)
        }

        /// Sends a request that is let in and one that is not; the backend gets the first as it is.
        static func expectPassage(
            of method: String, to target: String, at site: Site
        ) throws -> HTTPMessage {
            let body: [UInt8]? = ["PATCH", "PUT"].contains(method) ? Array("{}".utf8) : nil
            let request = try site.forwarded(method, target, token: try site.mint.token(), body: body)
            #expect(request.method == method)
            #expect(request.body == body ?? [])
            let refused = try site.ask(method, "/orders/refused-\(method)", body: body)
            #expect(refused.status == 401)
            #expect(refused.body.isEmpty == (method == "HEAD"))
            #expect(site.backend.requests(for: "/orders/refused-\(method)").isEmpty)
            return request
        }

        @Test(
            "with conditions, which concern the backend alone",
            arguments: [
                ("If-None-Match", "*"), ("If-None-Match", "\"abc\""), ("If-Match", "\"abc\""),
                ("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"),
                ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
                ("If-Range", "\"abc\""), ("Range", "bytes=0-1"),
            ])
        func conditions(name: String, value: String) throws {
            let site = try Site.current
            let request = try site.forwarded(
                "GET", "/orders/condition", token: try site.mint.token(), headers: [(name, value)])
            #expect(request[name] == value)
            let refused = try site.ask("GET", "/orders/condition", headers: [(name, value)])
            #expect(refused.status == 401)
        }
    }
}

extension Site.Plan {
    fileprivate static let passThrough = Site.Plan(
        locations: Site.Plan.location("orders", after: "client_max_body_size 10m;")
            + Site.Plan.location(
                "stream",
                after: "client_max_body_size 10m; proxy_request_buffering off; proxy_http_version 1.1;"))
}
