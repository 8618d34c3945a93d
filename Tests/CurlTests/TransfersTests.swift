import Synchronization
import TestSupport
import Testing

@testable import Curl

/// Runs one transfer to its end.
func fetch(_ request: TransferRequest, limits: TransferLimits = TransferLimits()) throws -> FinishedTransfer {
    let transfers = try Transfers(limits: limits, userAgent: "gatehouse/test")
    var finished: FinishedTransfer?
    transfers.start(request) { finished = $0 }
    while true {
        if let finished { return finished }
        try transfers.wait(for: .seconds(1))
    }
}

extension TransferRequest {
    /// A request that may go unencrypted, as the tests' server is.
    static func plain(_ url: String) -> TransferRequest {
        var request = TransferRequest(url: url)
        request.allowsHTTP = true
        request.proxy = ""
        return request
    }
}

@Suite("Transfers")
struct TransfersTests {
    @Test("bring the status, the body and the fields that say how long it is good")
    func answer() throws {
        let seen = Mutex("")
        let server = try TinyServer { connection in
            seen.withLock { $0 = connection.request }
            connection.send(
                """
                HTTP/1.1 200 OK\r\nETag: "v1"\r\nCache-Control: max-age=60\r\ncache-control: public\r\n\
                Age: 5\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nExpires: 0\r\nContent-Length: 2\r\n\r\n{}
                """)
        }
        var request = TransferRequest.plain(server.url("/keys?v=1"))
        request.entityTag = "\"v0\""
        let finished = try fetch(request)
        let expected = TransferResponse(
            status: 200, body: Array("{}".utf8), entityTag: "\"v1\"", cacheControl: "max-age=60, public",
            expires: "0", age: "5", date: "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(try finished.result.get() == expected)
        #expect(finished.elapsed > .zero)
        let lines = Set(seen.withLock { $0 }.split(separator: "\r\n").map(String.init))
        #expect(
            lines == [
                "GET /keys?v=1 HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: gatehouse/test",
                "Accept: application/json", "Accept-Encoding: identity", "If-None-Match: \"v0\"",
            ])
    }

    @Test("bring every status as it is", arguments: [204, 304, 400, 404, 410, 429, 500, 503])
    func status(code: Int) throws {
        let server = try TinyServer(
            answer: "HTTP/1.1 \(code) X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")
        let response = try fetch(.plain(server.url())).result.get()
        #expect(response.status == code)
        #expect(response.retryAfter == "7")
        #expect(response.body == [])
    }

    @Test(
        "do not pass on an entity tag that would break the request",
        arguments: ["a\r\nX: y", "ä", "a b", "\0"])
    func hostileEntityTag(tag: String) throws {
        let seen = Mutex("")
        let server = try TinyServer { connection in
            seen.withLock { $0 = connection.request }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        var request = TransferRequest.plain(server.url())
        request.entityTag = tag
        _ = try fetch(request).result.get()
        #expect(!seen.withLock { $0 }.contains("If-None-Match"))
    }

    // MARK: Redirects

    @Test("follow redirects within the host", arguments: [301, 302, 303, 307, 308])
    func redirectWithinHost(code: Int) throws {
        let server = try TinyServer { connection in
            connection.send(
                connection.request.hasPrefix("GET /moved ")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nmoved"
                    : "HTTP/1.1 \(code) X\r\nLocation: /moved\r\nContent-Length: 3\r\n\r\nold")
        }
        #expect(try fetch(.plain(server.url())).result.get().body == Array("moved".utf8))
    }

    @Test("do not follow redirects to anywhere else")
    func redirectElsewhere() throws {
        let contacted = Atomic(0)
        let other = try TinyServer { _ in contacted.add(1, ordering: .relaxed) }
        for (target, shown) in [
            (other.url(), "http://127.0.0.1:\(other.port)"), ("https://127.0.0.1/", "https://127.0.0.1:443"),
            ("//localhost/", "http://localhost:80"), ("file:///etc/passwd", "no usable URL"),
        ] {
            let server = try TinyServer(
                answer: "HTTP/1.1 302 X\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")
            let finished = try fetch(.plain(server.url()))
            #expect(finished.failure == .redirectRefused(to: shown))
        }
        #expect(contacted.load(ordering: .relaxed) == 0)
    }

    @Test("give up a redirect loop after three rounds")
    func redirectLoop() throws {
        let count = Atomic(0)
        let server = try TinyServer { connection in
            count.add(1, ordering: .relaxed)
            connection.send("HTTP/1.1 302 X\r\nLocation: /keys\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(try fetch(.plain(server.url())).failure == .redirectsExceeded(limit: 3))
        #expect(count.load(ordering: .relaxed) == 4)
    }

    // MARK: Bounds

    @Test("end at a deadline of their own, if they have one")
    func ownDeadline() throws {
        let server = try TinyServer { connection in _ = connection.peerHasGone(within: 5000) }
        var request = TransferRequest.plain(server.url())
        request.deadline = .milliseconds(200)
        #expect(try fetch(request).failure == .deadlineExceeded(.milliseconds(200)))
    }

    @Test("stop reading at the body's limit", arguments: [true, false])
    func bodyTooLarge(saysLength: Bool) throws {
        let sent = Atomic(0)
        let server = try TinyServer { connection in
            let length = saysLength ? "Content-Length: 2097152\r\n" : ""
            connection.send("HTTP/1.1 200 OK\r\n\(length)\r\n")
            let block = [UInt8](repeating: 0x20, count: 1 << 14)
            for _ in 0..<128 where !connection.peerHasGone(within: 0) {
                connection.send(block)
                sent.add(block.count, ordering: .relaxed)
            }
        }
        #expect(try fetch(.plain(server.url())).failure == .bodyTooLarge(limit: 1 << 20))
    }

    @Test("take a body of exactly the limit")
    func bodyAtLimit() throws {
        let server = try TinyServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n")
            connection.send([UInt8](repeating: 0x20, count: 1 << 20))
        }
        #expect(try fetch(.plain(server.url())).result.get().body.count == 1 << 20)
    }

    @Test("stop at endless headers")
    func headersTooLarge() throws {
        let server = try TinyServer { connection in
            connection.send("HTTP/1.1 200 OK\r\n")
            while !connection.peerHasGone(within: 0) {
                connection.send("X-Long: \(String(repeating: "x", count: 900))\r\n")
            }
        }
        #expect(try fetch(.plain(server.url())).failure == .headersTooLarge(limit: 1 << 16))
    }

    @Test("end at the deadline however the server drags on", arguments: ["silent", "drip", "redirect"])
    func deadline(kind: String) throws {
        let server = try TinyServer { connection in
            switch kind {
            case "silent": break
            case "redirect":
                guard !connection.peerHasGone(within: 120) else { return }
                return connection.send("HTTP/1.1 302 X\r\nLocation: /keys\r\nContent-Length: 0\r\n\r\n")
            default: connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            }
            while !connection.peerHasGone(within: 20) {
                if kind == "drip" { connection.send(" ") }
            }
        }
        var limits = TransferLimits()
        limits.deadline = .milliseconds(300)
        let finished = try fetch(.plain(server.url()), limits: limits)
        #expect(finished.failure == .deadlineExceeded(.milliseconds(300)))
        #expect(finished.elapsed >= .milliseconds(290))
    }

    // MARK: Failures

    @Test(
        "fail in words",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "the answer is cut short: "),
            ("", "the answer is cut short: "),
            ("SSH-2.0-OpenSSH_9.2\r\n", "the URL's scheme is refused; accepted: https, http"),
        ])
    func brokenAnswers(answer: String, message: String) throws {
        let server = try TinyServer(answer: answer)
        let failure = try #require(try fetch(.plain(server.url())).failure)
        #expect(failure.description.hasPrefix(message), "\(failure)")
    }

    @Test("fail when nobody listens")
    func connectionRefused() throws {
        let url = "http://127.0.0.1:\(try LoopbackListener.freePort())/"
        guard case .cannotConnect(let detail) = try fetch(.plain(url)).failure else {
            Issue.record("the connection should be refused")
            return
        }
        // The same words each time, without the time it took.
        #expect(
            detail.wholeMatch(of: /Failed to connect to 127.0.0.1 port [0-9]+: Couldn't connect to server/)
                != nil)
    }

    @Test("fail when the name does not exist")
    func nameNotFound() throws {
        guard case .nameNotFound(let detail) = try fetch(.plain("http://nosuchhost.invalid/")).failure else {
            Issue.record("the name should not be found")
            return
        }
        #expect(detail == "Could not resolve host: nosuchhost.invalid")
    }

    @Test("refuse http unless it is allowed")
    func httpRefused() throws {
        var request = TransferRequest.plain(try TinyServer { _ in }.url())
        request.allowsHTTP = false
        #expect(try fetch(request).failure == .schemeRefused(accepted: ["https"]))
    }

    @Test(
        "refuse what is no URL or names a user",
        arguments: ["", "keys", "http://", "http://user:secret@127.0.0.1/", "http://127.0.0.1:99999/"])
    func malformedURL(url: String) throws {
        let failure = try #require(try fetch(.plain(url)).failure)
        guard case .malformedURL = failure else {
            Issue.record("the URL should be refused, not \(failure)")
            return
        }
        #expect(!failure.description.contains("secret"))
    }

    @Test(
        "never show a proxy's password",
        arguments: [
            "http://u:secret@proxy.invalid:1", "bad://u:secret@127.0.0.1:1",
            "http://u:secret@127.0.0.1:99999",
            "http://u:sec ret@", "socks5://u:secret@127.0.0.1:1", "u:secret@:::",
        ])
    func proxyPassword(proxy: String) throws {
        var request = TransferRequest.plain("http://127.0.0.1:1/")
        request.proxy = proxy
        let failure = try #require(try fetch(request).failure)
        #expect(!failure.description.contains("sec"), "\(failure)")
    }

    // MARK: Many at once

    @Test("run beside a server that never answers, and a thread can wake the wait")
    func isolation() throws {
        let slow = try TinyServer { connection in while !connection.peerHasGone(within: 1000) {} }
        let fast = try TinyServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        var limits = TransferLimits()
        limits.transfers = 4
        limits.transfersPerHost = 2
        let transfers = try Transfers(limits: limits, userAgent: "gatehouse/test")
        var answered = 0
        var stopped = 0
        for _ in 0..<10 {
            transfers.start(.plain(slow.url())) { if $0.failure == .transferStopped { stopped += 1 } }
        }
        for _ in 0..<20 { transfers.start(.plain(fast.url())) { if $0.failure == nil { answered += 1 } } }
        while answered < 20 { try transfers.wait(for: .seconds(5)) }
        transfers.waker.wake()
        let start = ContinuousClock.now
        try transfers.wait(for: .seconds(5))
        #expect(start.duration(to: .now) < .seconds(4))
        try transfers.stop()
        #expect(stopped == 10)
    }
}

extension FinishedTransfer {
    fileprivate var failure: CurlError? {
        guard case .failure(let error) = result else { return nil }
        return error
    }
}
