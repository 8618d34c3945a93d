internal import CLinux

/// The path that a Unix socket of ours is bound to.
struct UnixSocketPath: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Binds `socket`, which does not listen yet, to `path`.
    ///
    /// The permissions are never wider than they are to be. A socket that nobody listens on any more is
    /// replaced; anything else in the way is an error and stays.
    init(
        binding socket: borrowing FileDescriptor, to path: String, mode: UInt32, group: UInt32?
    ) throws(ListenError) {
        let address = ListenAddress.unix(path: path)
        guard let name = SocketAddress(address) else {
            throw .malformedAddress("\(address)", expected: "a shorter path")
        }
        // The kernel gives the path the socket's own mode, less the umask.
        guard fchmod(socket.number, mode & 0o600) == 0 else { throw Self.failure(address, "fchmod") }
        if unsafe name.withPointer({ unsafe bind(socket.number, $0, $1) }) != 0 {
            guard gatehouse_errno() == EADDRINUSE else { throw Self.failure(address, "bind") }
            try Self.removeStale(path, name)
            guard unsafe name.withPointer({ unsafe bind(socket.number, $0, $1) }) == 0 else {
                throw Self.failure(address, "bind")
            }
        }
        do throws(PosixError) {
            if let group {
                try check(unsafe lchown(path, uid_t.max, group), calling: "lchown")
            }
            try check(unsafe chmod(path, mode), calling: "chmod")
            let status = try Self.status(of: path)
            self.path = path
            self.device = status.st_dev
            self.inode = status.st_ino
        } catch {
            _ = unsafe unlink(path)
            throw .failed(address: "\(address)", error)
        }
    }

    /// Removes the path, unless it is another process's by now.
    func remove() {
        guard let status = try? Self.status(of: path), status.st_dev == device, status.st_ino == inode else {
            return
        }
        _ = unsafe unlink(path)
    }

    /// Removes what is in the way when it is the socket of a dead process, and throws when it is not.
    private static func removeStale(_ path: String, _ name: SocketAddress) throws(ListenError) {
        let address = ListenAddress.unix(path: path)
        guard let status = try? status(of: path) else { throw failure(address, "lstat") }
        guard status.st_mode & UInt32(S_IFMT) == UInt32(S_IFSOCK) else { throw .notASocket(path: path) }

        guard let probe = try? FileDescriptor.makeSocket(family: AF_UNIX, type: SOCK_STREAM) else {
            throw failure(address, "socket")
        }
        if unsafe name.withPointer({ unsafe connect(probe.number, $0, $1) }) == 0 {
            throw .inUse(address, holder: SocketHolder(at: probe))
        }
        switch gatehouse_errno() {
        case ECONNREFUSED:
            guard unsafe unlink(path) == 0 else { throw failure(address, "unlink") }
        case EAGAIN: throw .inUse(address, holder: nil)
        default: throw failure(address, "connect")
        }
    }

    private static func status(of path: String) throws(PosixError) -> stat {
        var status = stat()
        try check(unsafe lstat(path, &status), calling: "lstat")
        return status
    }

    private static func failure(_ address: ListenAddress, _ function: String) -> ListenError {
        .failed(address: "\(address)", PosixError(calling: function, code: gatehouse_errno()))
    }
}
