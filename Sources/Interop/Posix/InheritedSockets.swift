internal import CLinux

/// Listening sockets that this process was started with.
package enum InheritedSockets {
    /// Takes over the sockets that systemd passed (`sd_listen_fds(3)`), and unsets its variables, so that
    /// no child takes them for its own.
    ///
    /// - Returns: None when systemd passed none, or passed them to another process.
    package static func adoptFromServiceManager() throws(ListenError) -> [ListenSocket] {
        let sockets = try adopt(
            descriptorCount: Environment.value(of: "LISTEN_FDS"),
            processID: Environment.value(of: "LISTEN_PID"), ownProcessID: getpid(),
            from: firstDescriptor)
        for name in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] {
            _ = unsafe unsetenv(name)
        }
        return sockets
    }

    /// The same, with everything it depends on as a parameter.
    ///
    /// - Parameters:
    ///   - descriptorCount: `LISTEN_FDS`.
    ///   - processID: `LISTEN_PID`: whom the sockets are meant for.
    ///   - ownProcessID: Who we are.
    ///   - first: The first descriptor's number.
    /// - Returns: The sockets; none when there are none for us.
    /// - Throws: When a descriptor is not a listening socket.
    package static func adopt(
        descriptorCount: String?, processID: String?, ownProcessID: Int32, from first: CInt
    ) throws(ListenError) -> [ListenSocket] {
        guard let count = descriptorCount.flatMap({ CInt($0) }), (1...1024).contains(count),
            let processID, Int32(processID) == ownProcessID
        else { return [] }
        var sockets: [ListenSocket] = []
        for number in first..<(first + count) {
            sockets.append(try ListenSocket(adopting: FileDescriptor(takingOwnershipOf: number)))
        }
        return sockets
    }

    /// Takes over `descriptor` as `spawn-fcgi` hands its socket over: as standard input.
    ///
    /// - Returns: `nil` when it is no listening socket, which is usual.
    package static func adoptStandardInput(_ descriptor: CInt = 0) throws(ListenError) -> ListenSocket? {
        do throws(ListenError) {
            return try ListenSocket(adopting: FileDescriptor(takingOwnershipOf: descriptor))
        } catch {
            if case .notAListener = error { return nil }
            throw error
        }
    }

    /// `SD_LISTEN_FDS_START`.
    private static let firstDescriptor: CInt = 3
}
