internal import FlyingFox
internal import FlyingSocks
internal import Foundation
internal import TestTokens

/// One of the issuer's documents, as the switches want it sent.
struct FaultyDocument {
    private let document: TestJSON
    private let faults: Faults

    /// Applies `faults` to `document` where they concern `target`.
    init(document: TestJSON, target: Faults.Target, faults: Faults) {
        self.document = document
        self.faults = faults.concern(target) ? faults : Faults()
    }

    /// Sends the document, late or wrong or not at all.
    func response(to request: HTTPRequest) async throws -> HTTPResponse {
        if faults.delaySeconds > 0 { try await Task.sleep(for: .seconds(faults.delaySeconds)) }
        var headers: HTTPHeaders = [.contentType: "application/json"]
        headers[.cacheControl] = faults.cacheControl
        headers[.eTag] = faults.etag
        headers[.location] = faults.location
        headers[HTTPHeader("Retry-After")] = faults.retryAfter
        if let etag = faults.etag, request.headers[.ifNoneMatch] == etag {
            return HTTPResponse(statusCode: .notModified, headers: headers)
        }
        let status = faults.status.map { HTTPStatusCode($0, phrase: "Chosen") } ?? .ok
        switch faults.body {
        case .badKey:
            let bad: TestJSON = ["kty": "RSA", "kid": "bad", "n": "AQAB", "e": "AQAB"]
            return .json(withKeys { [bad] + $0 }, status: status, headers: headers)
        case .blank:
            return .text("", type: "application/json", status: status, headers: headers)
        case .crowd:
            return .json(withKeys(Self.crowd), status: status, headers: headers)
        case .drip, .truncated:
            let bytes = Array(document.text.utf8)
            let sent = faults.body == .drip ? bytes : Array(bytes.prefix(bytes.count / 2))
            let body = UnwillingBytes(
                bytes: sent, pause: faults.body == .drip ? .milliseconds(50) : .zero,
                breaksOff: faults.body == .truncated)
            // One chunk a write: a dripped body goes out byte by byte.
            return HTTPResponse(
                statusCode: status, headers: headers,
                body: HTTPBodySequence(from: body, count: bytes.count))
        case .emptySet:
            return .json(["keys": []], status: status, headers: headers)
        case .html:
            return .text(
                "<!doctype html><title>Sign in</title>\n", type: "text/html", status: status,
                headers: headers)
        case .huge:
            let padding = String(repeating: "x", count: 2 * 1024 * 1024)
            return .json(
                document.merging(["padding": .string(padding)]), status: status, headers: headers)
        case .intact:
            return .json(document, status: status, headers: headers)
        case .off:
            return HTTPResponse(webSocket: ClosingHandler())
        }
    }

    private func withKeys(_ change: ([TestJSON]) -> [TestJSON]) -> TestJSON {
        guard case .array(let keys)? = document["keys"] else { return document }
        return document.merging(["keys": .array(change(keys))])
    }

    private static func crowd(_ keys: [TestJSON]) -> [TestJSON] {
        guard let key = keys.last else { return [] }
        return (1...300).map { key.merging(["kid": .string("crowd-\($0)")]) }
    }
}

/// Bytes that come one at a time with a pause between them, or break off.
private struct UnwillingBytes: AsyncBufferedSequence {
    typealias Element = UInt8

    let bytes: [UInt8]
    let pause: Duration
    let breaksOff: Bool

    func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        let sequence: UnwillingBytes
        var position = 0

        mutating func next() async throws -> UInt8? {
            try await nextBuffer(suggested: 1)?.first
        }

        mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
            guard position < sequence.bytes.count else {
                if sequence.breaksOff { throw SocketError.disconnected }
                return nil
            }
            if sequence.pause == .zero {
                defer { position = sequence.bytes.count }
                return Array(sequence.bytes[position...])
            }
            try await Task.sleep(for: sequence.pause)
            defer { position += 1 }
            return [sequence.bytes[position]]
        }
    }
}

/// Closes the connection without an answer.
///
/// A handler cannot do that in FlyingFox, but a WebSocket's can: what it throws comes before the response is
/// written.
private struct ClosingHandler: WSHandler {
    func makeFrames(
        for client: AsyncThrowingStream<WSFrame, any Error>
    ) async throws -> AsyncStream<WSFrame> {
        throw SocketError.disconnected
    }
}
