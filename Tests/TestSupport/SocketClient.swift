internal import Glibc
package import Posix

/// A peer of ours in a test: a plain blocking socket that waits with a deadline.
package final class SocketClient: Sendable {
    /// Why a client has no connection.
    package struct Refused: Error, Hashable {
        /// What `connect` left in `errno`.
        package let code: Int32
    }

    private let descriptor: FileDescriptor

    /// Connects.
    ///
    /// - Parameter address: A Unix path, or an IPv4 or IPv6 address in numbers.
    /// - Throws: `Refused` when nobody listens there.
    package init(_ address: ListenAddress) throws {
        let family =
            switch address {
            case .tcp(let host, _): host.contains(":") ? AF_INET6 : AF_INET
            case .unix: AF_UNIX
            }
        let number = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Refused(code: errno) }
        self.descriptor = FileDescriptor(takingOwnershipOf: number)
        guard Self.connect(number, to: address) == 0 else { throw Refused(code: errno) }
    }

    /// Takes over a connection that was accepted.
    init(takingOwnershipOf descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Sends `bytes`, waiting for room.
    ///
    /// - Returns: False when the peer is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Says that nothing more will come.
    package func endSending() {
        shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Waits until something comes.
    ///
    /// - Returns: What came; empty at the peer's end or after a reset; `nil` when the time is up.
    package func receive(within patience: Duration = .seconds(10)) -> [UInt8]? {
        let milliseconds = Int32(patience / .milliseconds(1))
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) > 0 else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, unsafe recv(descriptor.number, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Reads until the peer has said its last.
    ///
    /// - Returns: Everything; `nil` when the peer has not ended in time.
    package func receiveAll(within patience: Duration = .seconds(10)) -> [UInt8]? {
        let deadline = MonotonicClock.now() + patience
        var bytes: [UInt8] = []
        while let part = receive(within: max(.zero, deadline - MonotonicClock.now())) {
            if part.isEmpty { return bytes }
            bytes += part
        }
        return nil
    }

    private static func connect(_ number: Int32, to address: ListenAddress) -> Int32 {
        switch address {
        case .tcp(let host, let port) where host.contains(":"):
            var internet = sockaddr_in6()
            internet.sin6_family = sa_family_t(AF_INET6)
            internet.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &internet.sin6_addr)
            return connect(number, internet)
        case .tcp(let host, let port):
            var internet = sockaddr_in()
            internet.sin_family = sa_family_t(AF_INET)
            internet.sin_port = port.bigEndian
            unsafe inet_pton(AF_INET, host, &internet.sin_addr)
            return connect(number, internet)
        case .unix(let path):
            var local = sockaddr_un()
            local.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &local.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            return connect(number, local)
        }
    }

    private static func connect<Address>(_ number: Int32, _ address: Address) -> Int32 {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(
                    number, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
