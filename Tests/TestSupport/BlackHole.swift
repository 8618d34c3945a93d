internal import Glibc
internal import Posix

/// A port of 127.0.0.1 that takes no connection and refuses none: its queue is full.
///
/// The kernel drops what comes then, and whoever connects waits.
package final class BlackHole: Sendable {
    private let listener: CInt
    private let fillers: [CInt]

    /// Opens it.
    ///
    /// - Parameter port: A port that nobody listens on.
    /// - Throws: `TestFailure` when somebody does.
    package init(port: UInt16) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        listener = Self.makeSocket()
        var reuse: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, size)
        guard unsafe Self.call(bind, listener, address) == 0, listen(listener, 0) == 0 else {
            throw TestFailure("port \(port) cannot be listened on")
        }
        // A queue of 0 takes one; the others wait as anybody will.
        fillers = (0..<3).map { _ in
            let number = Self.makeSocket()
            _ = unsafe Self.call(connect, number, address)
            return number
        }
    }

    deinit {
        for number in fillers + [listener] { close(number) }
    }

    private static func makeSocket() -> CInt {
        socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    private static func call(
        _ function: (CInt, UnsafePointer<sockaddr>?, socklen_t) -> CInt, _ number: CInt,
        _ address: sockaddr_in
    ) -> CInt {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe function(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
