internal import Glibc
internal import Posix

/// Stands in for systemd: a datagram socket that hears what a daemon says of itself (`sd_notify(3)`).
package final class NotifySocket: Sendable {
    private let descriptor: FileDescriptor

    /// Listens at `path`.
    package init(_ path: String) throws {
        let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw TestFailure("no socket") }
        descriptor = FileDescriptor(takingOwnershipOf: number)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let status = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw TestFailure("\(path): cannot be bound") }
    }

    /// Waits for a message.
    ///
    /// - Returns: `nil` when none came in time.
    package func next(within patience: Duration = .seconds(10)) -> String? {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, CInt(patience / .milliseconds(1))) > 0 else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
            count = max(0, unsafe recv(descriptor.number, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
