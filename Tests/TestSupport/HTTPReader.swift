/// Reads HTTP/1.1 messages off a connection, one after the other.
final class HTTPReader {
    /// What is wrong with what came, or that nothing came.
    enum Problem: Error, Hashable {
        case ended
        case late
        case malformed(String)
    }

    private let socket: SocketClient
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ socket: SocketClient) {
        self.socket = socket
    }

    /// Reads a message.
    ///
    /// - Parameters:
    ///   - hasNoBody: Whether none follows, whatever the headers say: an answer to HEAD.
    ///   - beforeBody: Called between the head and the body.
    /// - Throws: `Problem`.
    /// - Returns: The message.
    func message(hasNoBody: Bool = false, beforeBody: (HTTPMessage) -> Void = { _ in }) throws -> HTTPMessage
    {
        var message = HTTPMessage(startLine: try line(), headers: [])
        while case let line = try line(), !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { throw Problem.malformed(line) }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            message.headers.append(HTTPMessage.Header(String(line[..<colon]), String(value)))
        }
        beforeBody(message)
        if hasNoBody || [204, 304].contains(message.status) { return message }
        if let coding = message["Transfer-Encoding"] {
            guard coding == "chunked" else { throw Problem.malformed(coding) }
            try readChunks(into: &message)
        } else if let length = message["Content-Length"] {
            guard let count = Int(length) else { throw Problem.malformed(length) }
            message.body = try bytes(count)
        } else if message.startLine.hasPrefix("HTTP/") {
            while try refill() {}
            message.body = Array(buffer[position...])
            position = buffer.count
        }
        return message
    }

    private func readChunks(into message: inout HTTPMessage) throws {
        while true {
            let size = try line()
            guard let count = Int(size, radix: 16) else { throw Problem.malformed(size) }
            message.body += try bytes(count)
            let end = try line()
            guard end.isEmpty else { throw Problem.malformed(end) }
            if count == 0 { return }
        }
    }

    /// A line without its end, which must be CR LF; a line feed alone is malformed, as is a CR inside.
    private func line() throws -> String {
        var scanned = position
        while true {
            if let end = buffer[scanned...].firstIndex(of: 10) {
                guard end > position, buffer[end - 1] == 13 else {
                    throw Problem.malformed("a bare line feed")
                }
                let line = buffer[position..<(end - 1)]
                position = end + 1
                guard !line.contains(13), !line.contains(0) else {
                    throw Problem.malformed("a CR or NUL in a line")
                }
                return String(decoding: line, as: UTF8.self)
            }
            let kept = buffer.count - position
            guard try refill() else { throw Problem.ended }
            scanned = position + kept
        }
    }

    private func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count {
            guard try refill() else { throw Problem.ended }
        }
        defer { position += count }
        return Array(buffer[position..<(position + count)])
    }

    /// Reads more; false at the end.
    private func refill() throws -> Bool {
        buffer.removeFirst(position)
        position = 0
        guard let bytes = socket.receive(within: .seconds(20)) else { throw Problem.late }
        buffer += bytes
        return !bytes.isEmpty
    }
}
