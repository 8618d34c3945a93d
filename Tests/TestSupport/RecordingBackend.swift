internal import Synchronization

/// A backend inside the tests, which keeps what it was sent, to the byte, and answers 200 with `reached`.
package final class RecordingBackend: Sendable {
    private let loop: AcceptLoop
    private let received = Mutex<[HTTPMessage]>([])

    /// Starts to serve on a free port of 127.0.0.1.
    package init() throws {
        loop = try AcceptLoop()
        loop.start { [weak self] socket in
            let reader = HTTPReader(socket)
            while let request = Self.request(on: socket, reader), let self {
                answer(request, on: socket)
                if request["Connection"]?.lowercased() == "close" { return }
            }
        }
    }

    /// Its port.
    package var port: UInt16 { loop.port }

    /// What it was sent so far, in order.
    package var requests: [HTTPMessage] { received.withLock { $0 } }

    /// What it was sent for a target.
    package func requests(for target: String) -> [HTTPMessage] {
        requests.filter { $0.target == target }
    }

    /// Accepts no more connections.
    package func stop() {
        loop.stop()
    }

    private func answer(_ request: HTTPMessage, on socket: SocketClient) {
        received.withLock { $0.append(request) }
        let text = "reached"
        let length = "Content-Length: \(text.utf8.count)\r\nX-Backend: yes\r\n\r\n"
        let body = request.method == "HEAD" ? "" : text
        socket.send(Array("HTTP/1.1 200 OK\r\n\(length)\(body)".utf8))
    }

    private static func request(on socket: SocketClient, _ reader: HTTPReader) -> HTTPMessage? {
        try? reader.message { head in
            guard head["Expect"]?.lowercased() == "100-continue" else { return }
            socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
    }
}
