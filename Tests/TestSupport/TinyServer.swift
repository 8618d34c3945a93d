internal import Foundation
internal import Glibc

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
    private let listener: CInt

    /// Starts a server that runs `script` for every connection, on a thread of its own.
    package init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0
                    && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard status else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let number = accept(listener, nil, nil)
                guard number >= 0 else { break }
                Thread.detachNewThread {
                    script(Connection(number: number, request: Self.readRequest(number)))
                    shutdown(number, CInt(SHUT_RDWR))
                    close(number)
                }
            }
            // Here and not in `deinit`: the number could be another server's by the time this thread asks again.
            close(listener)
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
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { break }
            request += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return request
    }

    deinit { shutdown(listener, CInt(SHUT_RDWR)) }
}
