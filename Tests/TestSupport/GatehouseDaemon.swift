internal import Glibc
package import TestTokens

/// A running `gatehouse serve`.
package final class GatehouseDaemon: Sendable {
    /// The process.
    package let process: ChildProcess

    private let directory: TestDirectory

    /// Writes a configuration, which `start` and a reload read.
    ///
    /// - Parameters:
    ///   - settings: The top of the file beside `listen` and `socket-group`, with `issuers` and `policies`;
    ///     `@DIRECTORY@` is the directory.
    ///   - listen: The addresses to listen on; `gatehouse.sock` in the directory when there are none.
    ///   - directory: Where the file goes.
    /// - Throws: When it cannot be written.
    package static func configure(_ settings: String, listen: [String] = [], in directory: TestDirectory)
        throws
    {
        let listen = listen.isEmpty ? ["unix:\(directory.path(of: "gatehouse.sock"))"] : listen
        let addresses = listen.map { "\"\($0)\"" }.joined(separator: ", ")
        // As root, nginx gives up its rights to www-data, which must then reach the socket.
        let group = geteuid() == 0 && !settings.contains("socket-group:") ? "socket-group: www-data" : ""
        let text = "listen: [ \(addresses) ]\n\(group)\n\(settings)\n"
        try directory.write(text.replacing("@DIRECTORY@", with: directory.path), to: "gatehouse.yaml")
    }

    /// Starts it with the configuration in `directory`, and waits until it says that it is ready.
    ///
    /// - Throws: `TestFailure` with what it said instead.
    package convenience init(
        _ executable: String = TestBinaries.path(of: "gatehouse"), in directory: TestDirectory,
        environment: [String: String] = [:]
    ) throws {
        let process = try Self.start([executable], in: directory, environment: environment)
        try self.init(process, in: directory)
    }

    /// Starts `gatehouse serve` and waits for nothing.
    ///
    /// - Parameters:
    ///   - command: The program, with what comes before it when another one starts it.
    ///   - directory: Where the configuration is; the output of each daemon goes to a file of its own.
    ///   - environment: Variables beside those of the tests.
    /// - Throws: `TestFailure`.
    /// - Returns: The process.
    package static func start(
        _ command: [String] = [TestBinaries.path(of: "gatehouse")], in directory: TestDirectory,
        environment: [String: String] = [:]
    ) throws -> ChildProcess {
        let count = SocketFiles.names(in: directory.path).count {
            $0.hasPrefix("gatehouse-") && $0.hasSuffix(".err")
        }
        return try ChildProcess(
            command[0], command.dropFirst() + ["serve", "--config", directory.path(of: "gatehouse.yaml")],
            name: "gatehouse-\(count + 1)", directory: directory, environment: environment)
    }

    /// Everything that the daemons of a directory have written.
    package static func allOutput(in directory: TestDirectory) -> String {
        SocketFiles.names(in: directory.path)
            .filter { $0.hasPrefix("gatehouse-") && ($0.hasSuffix(".err") || $0.hasSuffix(".out")) }
            .map { directory.text(of: $0) }.joined()
    }

    /// Waits until a daemon that was started some other way says that it is ready.
    package init(_ process: ChildProcess, in directory: TestDirectory) throws {
        self.process = process
        self.directory = directory
        // On standard output, unless systemd is told; in the log, unless that is only for warnings.
        let words = ["gatehouse: ready on ", " notice ready ", "\"event\":\"ready\""]
        try process.waitUntil("ready") {
            let text = process.output + process.errors
            return words.contains { text.contains($0) }
        }
    }

    /// The lines of its log so far.
    package var log: [String] { process.errors.split(separator: "\n").map(String.init) }

    /// The decisions among the lines of a log in JSON.
    package var decisions: [TestJSON] {
        log.compactMap { TestJSON(text: $0) }.filter { $0["event"] == "decision" }
    }

    /// Waits for a line that has all of `words`.
    ///
    /// - Throws: `TestFailure` with the log when there is none.
    /// - Returns: The first one.
    @discardableResult
    package func line(with words: String...) throws -> String {
        func find() -> String? { log.first { line in words.allSatisfy { line.contains($0) } } }
        guard eventually({ find() != nil }), let line = find() else {
            throw TestFailure("no line has \(words) in:\n\(log.joined(separator: "\n"))")
        }
        return line
    }

    /// Has it read its configuration again, and waits until it says what came of it.
    package func reload() throws {
        func count() -> Int { log.count { $0.contains("the configuration was ") } }
        let before = count()
        process.send(.hangUp)
        try process.waitUntil("done with the reload") { count() > before }
    }
}
