internal import CLinux

/// A socket that web servers connect to.
package final class ListenSocket: Sendable {
    /// What came of an attempt to accept.
    package enum Arrival: ~Copyable {
        /// A connection, non-blocking.
        case connection(FileDescriptor)

        /// It could not be accepted; it may still be waiting.
        case failed(PosixError)

        /// Nobody is waiting.
        case nothing
    }

    /// What an `EpollSet` watches.
    package let descriptor: FileDescriptor

    /// Where it listens; after a bind to port 0, with the port that the kernel chose.
    package let address: ListenAddress

    /// The path to remove at the end; `nil` for TCP and for a socket that somebody else made.
    private let path: UnixSocketPath?

    /// Opens `address` and listens with the longest queue that the system allows.
    ///
    /// - Parameters:
    ///   - address: Where; a Unix socket that a dead process left there is replaced.
    ///   - mode: A Unix socket's permissions.
    ///   - group: A Unix socket's group, by name; `nil` leaves the process's own.
    /// - Throws: When the address cannot be had, and who has it.
    package init(
        listeningAt address: ListenAddress, mode: UInt32 = 0o660, group: String? = nil
    ) throws(ListenError) {
        let groupID: UInt32? = if let group { try GroupName.identifier(of: group) } else { nil }
        guard let name = SocketAddress(address) else {
            throw .malformedAddress("\(address)", expected: "an address in numbers, or a shorter path")
        }
        switch address {
        case .tcp:
            do throws(PosixError) {
                let socket = try FileDescriptor.makeSocket(family: name.family, type: SOCK_STREAM)
                try Self.prepareInternet(socket, family: name.family)
                try check(
                    unsafe name.withPointer { unsafe bind(socket.number, $0, $1) }, calling: "bind")
                try check(listen(socket.number, Self.longestQueue()), calling: "listen")
                self.address = try SocketAddress(boundTo: socket).listenAddress ?? address
                self.descriptor = socket
                self.path = nil
            } catch {
                if error.code == EADDRINUSE { throw .inUse(address, holder: nil) }
                throw .failed(address: "\(address)", error)
            }
        case .unix(let path):
            let socket: FileDescriptor
            do throws(PosixError) {
                socket = try FileDescriptor.makeSocket(family: AF_UNIX, type: SOCK_STREAM)
            } catch {
                throw .failed(address: "\(address)", error)
            }
            self.path = try UnixSocketPath(binding: socket, to: path, mode: mode, group: groupID)
            self.address = address
            self.descriptor = socket
            // Nobody could connect until now, so permissions were never wider than they are to be.
            guard listen(descriptor.number, Self.longestQueue()) == 0 else {
                throw .failed(address: "\(address)", PosixError(calling: "listen", code: gatehouse_errno()))
            }
        }
    }

    /// Takes over a listening socket that the process was started with.
    init(adopting descriptor: consuming FileDescriptor) throws(ListenError) {
        let number = descriptor.number
        guard Self.isListener(number) else {
            // It is not ours after all: what it is may be somebody's standard input.
            _ = descriptor.release()
            throw .notAListener(descriptor: number)
        }
        do throws(PosixError) {
            try check(gatehouse_set_nonblocking(number), calling: "fcntl")
            try check(gatehouse_set_close_on_exec(number), calling: "fcntl")
            let name = try SocketAddress(boundTo: descriptor)
            if name.family != AF_UNIX { Self.setNoDelay(number) }
            self.address = name.listenAddress ?? .unix(path: "")
        } catch {
            _ = descriptor.release()
            throw .failed(address: "inherited descriptor \(number)", error)
        }
        self.descriptor = descriptor
        self.path = nil
    }

    /// Accepts one connection (`accept4`), without waiting.
    package func accept() -> Arrival {
        let number = gatehouse_accept(descriptor.number)
        if number >= 0 { return .connection(FileDescriptor(takingOwnershipOf: number)) }
        let code = gatehouse_errno()
        // accept(2) hands on errors of a connection that broke while it waited: not the listener's.
        switch code {
        case EAGAIN, EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH:
            return .nothing
        default: return .failed(PosixError(calling: "accept4", code: code))
        }
    }

    /// Removes the path of a Unix socket, so that nobody new connects.
    ///
    /// Not when another process has taken it meanwhile. The socket itself goes on listening.
    package func removePath() {
        path?.remove()
    }
}

extension ListenSocket {
    private static func prepareInternet(
        _ socket: borrowing FileDescriptor, family: CInt
    ) throws(PosixError) {
        var yes: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        try check(
            unsafe setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &yes, size), calling: "setsockopt")
        if family == AF_INET6 {
            // `[::]` beside `0.0.0.0` must be two listeners, whatever the system's default.
            let status = unsafe setsockopt(
                socket.number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)
            try check(status, calling: "setsockopt")
        }
        setNoDelay(socket.number)
    }

    /// Accepted connections inherit it, so it costs no call per connection.
    private static func setNoDelay(_ number: CInt) {
        var yes: CInt = 1
        _ = unsafe setsockopt(
            number, CInt(IPPROTO_TCP), TCP_NODELAY, &yes,
            socklen_t(MemoryLayout<CInt>.size))
    }

    private static func isListener(_ number: CInt) -> Bool {
        hasOption(SO_ACCEPTCONN, number, value: 1)
            && hasOption(SO_TYPE, number, value: CInt(SOCK_STREAM.rawValue))
    }

    private static func hasOption(_ option: CInt, _ number: CInt, value expected: CInt) -> Bool {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 && value == expected
    }

    /// The system's maximum (`net.core.somaxconn`), or the kernel's own default where /proc is hidden.
    private static func longestQueue() -> CInt {
        guard let text = SmallFile.text(at: "/proc/sys/net/core/somaxconn") else { return 4096 }
        return CInt(text) ?? 4096
    }
}
