internal import CLinux

/// The process at the other end of a unix socket: the one that called `listen` (`SO_PEERCRED`).
///
/// That is not always the one that accepts: systemd listens for the services it starts.
package struct SocketHolder: Hashable, Sendable {
    /// Its process identifier.
    package let processID: Int32

    /// Its command name, as `ps -o comm` prints it; `nil` when it cannot be read.
    package let command: String?

    /// Asks who listens at `path`, by connecting.
    ///
    /// - Parameter path: The socket's path, from the configuration.
    /// - Throws: `PosixError` when nobody listens there, or this user may not connect.
    /// - Returns: `nil` when the process is one of another PID namespace, which has no number here.
    package static func ofListener(at path: String) throws(PosixError) -> SocketHolder? {
        guard let name = SocketAddress(.unix(path: path)) else {
            throw PosixError(calling: "connect", code: ENAMETOOLONG)
        }
        let socket = try FileDescriptor.makeSocket(family: AF_UNIX, type: SOCK_STREAM)
        let number = socket.number
        try check(unsafe name.withPointer { unsafe connect(number, $0, $1) }, calling: "connect")
        return SocketHolder(at: socket)
    }

    /// Reads who is at the other end of a connected socket.
    init?(at socket: borrowing FileDescriptor) {
        var peer = gatehouse_peer()
        var size = socklen_t(MemoryLayout<gatehouse_peer>.size)
        let status = unsafe getsockopt(socket.number, SOL_SOCKET, SO_PEERCRED, &peer, &size)
        guard status == 0, peer.pid > 0 else { return nil }
        processID = peer.pid
        command = SmallFile.text(at: "/proc/\(peer.pid)/comm")
    }

    /// Sends it a signal (`kill`).
    package func send(_ signal: SignalSource.Signal) throws(PosixError) {
        try check(kill(processID, signal.rawValue), calling: "kill")
    }
}
