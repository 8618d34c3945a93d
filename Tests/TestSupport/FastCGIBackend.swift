internal import Synchronization

/// A FastCGI program inside the tests, which keeps the parameters it was sent and answers `reached`.
package final class FastCGIBackend: Sendable {
    private let loop: AcceptLoop
    private let received = Mutex<[[String: String]]>([])

    /// Starts to serve on a free port of 127.0.0.1.
    package init() throws {
        loop = try AcceptLoop()
        loop.start { [weak self] in self?.serve($0) }
    }

    /// Its port.
    package var port: UInt16 { loop.port }

    /// The parameters of each request, in order.
    package var requests: [[String: String]] { received.withLock { $0 } }

    /// Accepts no more connections.
    package func stop() {
        loop.stop()
    }

    /// Answers one request: all that a web server sends at once, and waits for the end of STDIN.
    private func serve(_ socket: SocketClient) {
        var bytes: [UInt8] = []
        var parameters: [UInt8] = []
        while let part = socket.receive(), !part.isEmpty {
            bytes += part
            while bytes.count >= 8 {
                let length = Int(bytes[4]) << 8 | Int(bytes[5])
                let end = 8 + length + Int(bytes[6])
                guard bytes.count >= end else { break }
                let type = bytes[1]
                let content = bytes[8..<(8 + length)]
                bytes.removeFirst(end)
                if type == 4 { parameters += content }
                guard type == 5, length == 0 else { continue }
                received.withLock { $0.append(Self.pairs(parameters)) }
                let answer = Array("Content-Type: text/plain\r\n\r\nreached".utf8)
                socket.send(
                    [1, 6, 0, 1, 0, UInt8(answer.count), 0, 0] + answer + [1, 3, 0, 1, 0, 8, 0, 0]
                        + [UInt8](repeating: 0, count: 8))
                return
            }
        }
    }

    private static func pairs(_ bytes: [UInt8]) -> [String: String] {
        var rest = bytes[...]
        func text(_ count: Int) -> String {
            defer { rest = rest.dropFirst(count) }
            return String(decoding: rest.prefix(count), as: UTF8.self)
        }
        func length() -> Int {
            guard let first = rest.popFirst() else { return 0 }
            guard first >= 0x80 else { return Int(first) }
            return (0..<3).reduce(Int(first & 0x7F)) { sum, _ in sum << 8 | Int(rest.popFirst() ?? 0) }
        }
        var result: [String: String] = [:]
        while !rest.isEmpty {
            let (name, value) = (length(), length())
            let key = text(name)
            result[key] = text(value)
        }
        return result
    }
}
