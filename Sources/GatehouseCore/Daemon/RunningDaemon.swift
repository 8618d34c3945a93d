internal import Posix

/// The daemon that runs under a configuration, as another process sees it.
package struct RunningDaemon {
    /// Its process identifier.
    package var processID: Int32 { holder.processID }

    private let holder: SocketHolder

    /// Finds the daemon by the unix sockets it listens on.
    ///
    /// The first one that answers decides. A process of another name is never taken for the daemon: systemd, when it
    /// opened the socket, would take a signal meant for us as one for itself.
    ///
    /// - Parameter configuration: The configuration that it was started with.
    /// - Throws: `RunningDaemonError` when there is none, or none that can be told.
    package init(under configuration: Configuration) throws(RunningDaemonError) {
        var failure = RunningDaemonError.noUnixSocket
        for case .address(.unix(let path)) in configuration.listen {
            let holder: SocketHolder?
            do throws(PosixError) {
                holder = try SocketHolder.ofListener(at: path)
            } catch {
                failure = .nobodyListens(path: path, "\(error)")
                continue
            }
            guard let holder, holder.command == Self.command else {
                throw .otherProcess(
                    path: path, processID: holder?.processID, command: holder?.command)
            }
            self.holder = holder
            return
        }
        throw failure
    }

    /// Has it fetch all keys anew (`SIGUSR1`); its log says what came of that.
    package func refreshKeys() throws(RunningDaemonError) {
        do throws(PosixError) {
            try holder.send(.user1)
        } catch {
            throw .notSignalled(processID: processID, "\(error)")
        }
    }

    private static let command = "gatehouse"
}

/// Why the running daemon cannot be told anything.
package enum RunningDaemonError: Error, Hashable, Sendable {
    /// No socket of the configuration leads to a process.
    case noUnixSocket

    /// Nobody listens, or this user may not connect.
    case nobodyListens(path: String, String)

    /// The daemon was found, but takes no signal from this user.
    case notSignalled(processID: Int32, String)

    /// Somebody else opened the socket.
    case otherProcess(path: String, processID: Int32?, command: String?)
}

extension RunningDaemonError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noUnixSocket:
            "there is no unix socket in \"listen\" to find the daemon by"
        case .nobodyListens(let path, let reason):
            "no daemon is found at unix:\(path): \(reason)"
        case .notSignalled(let processID, let reason):
            "the daemon, process \(processID), takes no signal from this user: \(reason)"
        case .otherProcess(let path, nil, _):
            "unix:\(path) was opened by a process that cannot be seen from here"
        case .otherProcess(let path, let processID?, let command):
            "unix:\(path) was opened by process \(processID) (\(command ?? "name unknown")), "
                + "and one named \"gatehouse\" is expected"
        }
    }

    /// What the operator can do instead.
    package var hint: String {
        "send SIGUSR1 to the daemon, as with: systemctl kill --signal=USR1 gatehouse"
    }
}
