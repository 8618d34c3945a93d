internal import Glibc
internal import Posix

/// A listening TCP socket on 127.0.0.1, for servers that run inside the tests.
package final class LoopbackListener: Sendable {
    /// The port the kernel chose.
    package let port: UInt16

    private let descriptor: FileDescriptor

    /// Listens on a free port.
    package init() throws {
        let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw TestFailure("no socket") }
        descriptor = FileDescriptor(takingOwnershipOf: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard unsafe bind(number, $0, length) == 0, listen(number, 1_024) == 0 else {
                    return CInt(-1)
                }
                return unsafe getsockname(number, $0, &length)
            }
        }
        guard status == 0 else { throw TestFailure("no free port") }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// A port that nobody uses at the moment.
    ///
    /// Whoever asks must cope with its being taken before it is used.
    package static func freePort() throws -> UInt16 { try LoopbackListener().port }

    /// Whether somebody has connected who has not been accepted.
    package var wasContacted: Bool {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    /// Waits for a connection.
    ///
    /// - Returns: `nil` when there was none in time.
    func accept(within patience: Duration) -> SocketClient? {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, CInt(patience / .milliseconds(1))) > 0 else { return nil }
        let number = Glibc.accept(descriptor.number, nil, nil)
        guard number >= 0 else { return nil }
        return SocketClient(takingOwnershipOf: FileDescriptor(takingOwnershipOf: number))
    }
}
