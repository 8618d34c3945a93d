internal import Foundation
internal import Glibc
internal import Posix

/// A server on a free port of 127.0.0.1 that answers each connection as its script says.
package final class TinyServer: Sendable {
    /// One accepted connection, whose request has been read.
    package struct Connection: Sendable {
        fileprivate let number: CInt

        /// The request's lines.
        package let request: String

        /// Sends `text` as it is.
        package func send(_ text: String) {
            send(Array(text.utf8))
        }

        /// Sends bytes, as long as the peer takes them.
        package func send(_ bytes: [UInt8]) {
            var rest = bytes[...]
            while !rest.isEmpty {
                TinyServer.wait(number, for: POLLOUT)
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }

        /// Waits at most `milliseconds`; whether the peer has gone by then.
        package func peerHasGone(within milliseconds: CInt) -> Bool {
            var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&entry, 1, milliseconds) != 0
        }
    }

    /// The port it listens on.
    package let port: UInt16
    private let listener: ListenSocket

    /// Starts a server that runs `script` for every connection, on a thread of its own.
    package init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        listener = try ListenSocket(listeningAt: .tcp(host: "127.0.0.1", port: 0))
        guard case .tcp(_, let port) = listener.address else { throw POSIXError(.EADDRNOTAVAIL) }
        self.port = port
        let listener = listener
        Thread.detachNewThread {
            while true {
                Self.wait(listener.descriptor.number, for: POLLIN)
                switch listener.accept() {
                case .connection(let descriptor):
                    let number = descriptor.release()
                    Thread.detachNewThread {
                        script(Connection(number: number, request: Self.readRequest(number)))
                        shutdown(number, CInt(SHUT_RDWR))
                        close(number)
                    }
                case .failed: return
                case .nothing: continue
                }
            }
        }
    }

    /// A server that answers every request with the same bytes.
    package convenience init(answer: String) throws {
        try self.init { $0.send(answer) }
    }

    /// The URL of `path` on it.
    package func url(_ path: String = "/keys") -> String { "http://127.0.0.1:\(port)\(path)" }

    private static func readRequest(_ number: CInt) -> String {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            wait(number, for: POLLIN)
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { break }
            request += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return request
    }

    private static func wait(_ number: CInt, for events: CInt) {
        var entry = pollfd(fd: number, events: Int16(events), revents: 0)
        _ = unsafe poll(&entry, 1, -1)
    }

    deinit { shutdown(listener.descriptor.number, CInt(SHUT_RDWR)) }
}
