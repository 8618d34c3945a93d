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
    ///   - settings: The top of the file beside `listen` and `socket-group`, with `issuers` and `policies`.
    ///   - listen: The addresses to listen on; `gatehouse.sock` in the directory when there are none.
    ///   - directory: Where the file goes.
    package static func configure(_ settings: String, listen: [String] = [], in directory: TestDirectory)
        throws
    {
        let listen = listen.isEmpty ? ["unix:\(directory.path(of: "gatehouse.sock"))"] : listen
        let addresses = listen.map { "\"\($0)\"" }.joined(separator: ", ")
        // As root, nginx gives up its rights to www-data, which must then reach the socket.
        let group = geteuid() == 0 && !settings.contains("socket-group:") ? "socket-group: www-data" : ""
        try directory.write("listen: [ \(addresses) ]\n\(group)\n\(settings)\n", to: "gatehouse.yaml")
    }

    /// Starts it with the configuration in `directory`, and waits until it says that it is ready.
    ///
    /// - Throws: `TestFailure` with what it said instead.
    package convenience init(in directory: TestDirectory, environment: [String: String] = [:]) throws {
        let process = try ChildProcess(
            TestBinaries.path(of: "gatehouse"), ["serve", "--config", directory.path(of: "gatehouse.yaml")],
            name: "gatehouse", directory: directory, environment: environment)
        try self.init(process, in: directory)
    }

    /// Waits until a daemon that was started some other way says that it is ready.
    package init(_ process: ChildProcess, in directory: TestDirectory) throws {
        self.process = process
        self.directory = directory
        try process.waitUntil("ready") {
            process.errors.contains(" ready ") || process.errors.contains("\"ready\"")
        }
    }

    /// The lines of its log so far, also of those that ran before it in the same directory.
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
