internal import CLinux

extension FileDescriptor {
    /// Makes a socket that does not wait and that no child inherits (`socket`).
    static func makeSocket(family: CInt, type: __socket_type) throws(PosixError) -> FileDescriptor {
        let flags = SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let number = try check(socket(family, CInt(type.rawValue | flags), 0), calling: "socket")
        return FileDescriptor(takingOwnershipOf: number)
    }

    /// Sends all of `bytes` at once (`send`), without waiting.
    ///
    /// - Returns: False when the peer is gone or its buffer has no room for all of them; some may have
    ///   been sent then, so the connection is of no use any more.
    package borrowing func send(_ bytes: [UInt8]) -> Bool {
        let flags = CInt(MSG_DONTWAIT | MSG_NOSIGNAL)
        let sent = unsafe bytes.withUnsafeBytes { buffer in
            unsafe CLinux.send(number, buffer.baseAddress, buffer.count, flags)
        }
        return sent == bytes.count
    }

    /// Lets the kernel hold up to `count` bytes that the peer has not read yet, as far as it permits (`SO_SNDBUF`).
    package borrowing func enlargeSendBuffer(to count: Int) {
        var size = CInt(clamping: count)
        // Refused, the usual size stays, which is enough unless the peer is slow.
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Tells the peer that nothing more will come, and goes on receiving (`shutdown`).
    package borrowing func endSending() {
        // Fails when the peer is gone already, which is as good.
        _ = shutdown(number, CInt(SHUT_WR))
    }
}
