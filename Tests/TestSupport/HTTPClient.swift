internal import Posix

/// A client that keeps its connection, and shows answers as they came.
///
/// Not `URLSession`, which joins repeated headers and follows rules of its own.
package final class HTTPClient {
    /// How a request's content is sent.
    package enum Framing: Sendable {
        case chunked
        case contentLength
    }

    private let port: UInt16
    private var connection: (socket: SocketClient, reader: HTTPReader)?

    /// How many connections it has made.
    package private(set) var connectionCount = 0

    /// Makes a client for a server on 127.0.0.1; it connects when it is first used.
    package init(port: UInt16) {
        self.port = port
    }

    /// Asks, and waits for the answer.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - target: Path and query.
    ///   - headers: Header lines as they are sent, after `Host`.
    ///   - body: The content; `nil` for none.
    ///   - framing: How it is sent.
    /// - Throws: When there is no connection, or no answer that can be read; nothing is tried again.
    /// - Returns: The answer.
    package func ask(
        _ method: String = "GET", _ target: String, headers: [HTTPMessage.Header] = [], body: [UInt8]? = nil,
        framing: Framing = .contentLength
    ) throws -> HTTPMessage {
        let (socket, reader) = try connect()
        do {
            var bytes = Self.head(method, target, headers: headers, body: body, framing: framing)
            switch framing {
            case .chunked: bytes += Self.chunks(body ?? [])
            case .contentLength: bytes += body ?? []
            }
            socket.send(bytes)
            let answer = try reader.message(hasNoBody: method == "HEAD")
            if answer["Connection"] == "close" { connection = nil }
            return answer
        } catch {
            connection = nil
            throw error
        }
    }

    private func connect() throws -> (SocketClient, HTTPReader) {
        if let connection { return connection }
        let socket = try SocketClient(.tcp(host: "127.0.0.1", port: port))
        let fresh = (socket: socket, reader: HTTPReader(socket))
        connection = fresh
        connectionCount += 1
        return fresh
    }

    private static func head(
        _ method: String, _ target: String, headers: [HTTPMessage.Header], body: [UInt8]?, framing: Framing
    ) -> [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        switch (framing, body) {
        case (_, nil): break
        case (.chunked, _): text += "Transfer-Encoding: chunked\r\n"
        case (.contentLength, let body?): text += "Content-Length: \(body.count)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }

    private static func chunks(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        let most = 60_000
        for start in stride(from: 0, to: body.count, by: most) {
            let part = body[start..<min(start + most, body.count)]
            bytes += Array((String(part.count, radix: 16) + "\r\n").utf8) + part + [13, 10]
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }
}
