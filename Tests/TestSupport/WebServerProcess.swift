internal import Posix

/// A web server's process, started on a port that was free.
final class WebServerProcess: Sendable {
    /// Where it listens on 127.0.0.1.
    let port: UInt16

    private let process: ChildProcess

    /// Starts a web server and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - name: What its output is called in `directory`.
    ///   - directory: Where everything goes.
    ///   - configure: Writes the configuration, given the port. Called again when somebody else has taken it.
    /// - Throws: `TestFailure` with what the server says.
    init(_ command: [String], name: String, directory: TestDirectory, configure: (UInt16) throws -> Void)
        throws
    {
        // Somebody else may take the port between our look and the server's start.
        for attempt in 1... {
            let port = try LoopbackListener.freePort()
            try configure(port)
            let process = try ChildProcess(
                command[0], Array(command.dropFirst()), name: name, directory: directory)
            do {
                try process.waitUntil("answering") {
                    (try? SocketClient(.tcp(host: "127.0.0.1", port: port))) != nil
                }
            } catch {
                let isTaken = process.errors.lowercased().contains("address already in use")
                if attempt < 3, isTaken { continue }
                throw error
            }
            self.port = port
            self.process = process
            return
        }
        throw TestFailure("\(name) was not started")
    }

    /// Ends it.
    func stop() {
        process.stop()
    }
}
