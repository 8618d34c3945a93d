internal import CLinux
internal import Glibc
package import Posix

/// A connected stream socket that blocks, with a deadline, and reads through a buffer.
///
/// One thread at a time may read, and one may write.
package final class StreamSocket {
    /// Why there is no connection.
    package struct Refused: Error, Hashable {
        /// What `connect` left in `errno`.
        package let code: CInt
    }

    /// What a read found.
    package enum Reading: Hashable, Sendable {
        case bytes([UInt8])
        case end
        case late
    }

    private let descriptor: FileDescriptor

    /// Connects to an address.
    ///
    /// - Throws: `Refused` when nobody listens there.
    package init(_ address: ListenAddress) throws {
        let family: CInt =
            switch address {
            case .tcp(let host, _): host.contains(":") ? AF_INET6 : AF_INET
            case .unix: AF_UNIX
            }
        let number = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Refused(code: gatehouse_errno()) }
        descriptor = FileDescriptor(takingOwnershipOf: number)
        guard Self.connect(number, to: address) == 0 else { throw Refused(code: gatehouse_errno()) }
        disableDelay()
    }

    /// Takes over a connection that was accepted.
    init(takingOwnershipOf descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
        disableDelay()
    }

    /// Sends all of `bytes`, waiting for room.
    ///
    /// - Returns: False when the peer is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return unsafe Glibc.send(descriptor.number, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else {
                // A connection that was accepted does not block by itself.
                guard gatehouse_errno() == EAGAIN, isReady(POLLOUT, within: .seconds(20)) else {
                    return false
                }
            }
        }
        return true
    }

    /// Waits for something to come.
    package func receive(within patience: Duration = .seconds(20)) -> Reading {
        guard isReady(POLLIN, within: patience) else { return .late }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, unsafe recv(descriptor.number, buffer.baseAddress, buffer.count, 0))
        }
        return bytes.isEmpty ? .end : .bytes(bytes)
    }

    /// Says that nothing more will come.
    package func endSending() {
        shutdown(descriptor.number, CInt(SHUT_WR))
    }

    private func isReady(_ event: CInt, within patience: Duration) -> Bool {
        var entry = pollfd(fd: descriptor.number, events: Int16(event), revents: 0)
        return unsafe poll(&entry, 1, CInt(patience / .milliseconds(1))) > 0
    }

    private func disableDelay() {
        var on: CInt = 1
        // Fails for a Unix socket, which has no delay.
        _ = unsafe setsockopt(
            descriptor.number, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    private static func connect(_ number: CInt, to address: ListenAddress) -> CInt {
        switch address {
        case .tcp(let host, let port) where host.contains(":"):
            var internet = sockaddr_in6()
            internet.sin6_family = sa_family_t(AF_INET6)
            internet.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &internet.sin6_addr)
            return unsafe withAddress(internet) { unsafe gatehouse_connect(number, $0, $1) }
        case .tcp(let host, let port):
            let internet = internetAddress(host, port)
            return unsafe withAddress(internet) { unsafe gatehouse_connect(number, $0, $1) }
        case .unix(let path):
            var local = sockaddr_un()
            local.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &local.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            return unsafe withAddress(local) { unsafe gatehouse_connect(number, $0, $1) }
        }
    }

    static func internetAddress(_ host: String, _ port: UInt16) -> sockaddr_in {
        var internet = sockaddr_in()
        internet.sin_family = sa_family_t(AF_INET)
        internet.sin_port = port.bigEndian
        unsafe inet_pton(AF_INET, host, &internet.sin_addr)
        return internet
    }

    static func withAddress<Address>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
