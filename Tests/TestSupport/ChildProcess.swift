internal import Foundation
internal import Glibc
internal import Synchronization

/// A process that a test started, and that ends with it.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case exit(CInt)

        /// By this signal.
        case signal(CInt)
    }

    /// Signals that tests send.
    package enum Signal: CInt, Sendable {
        case hangUp = 1
        case kill = 9
        case terminate = 15
        case user1 = 10
    }

    /// The process's number.
    package let processID: CInt

    /// What it is called in messages.
    package let name: String

    private let directory: TestDirectory
    private let ending = Mutex<Ending?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: A path, or a name to look for in `PATH` and in /usr/sbin.
    ///   - arguments: What comes after the program's name.
    ///   - name: What its output is called: `NAME.out` and `NAME.err` in `directory`, which are added to.
    ///   - directory: Where its output goes.
    ///   - environment: Variables beside those of the tests.
    ///   - input: The file that is its standard input.
    /// - Throws: `TestFailure`.
    package init(
        _ executable: String, _ arguments: [String], name: String, directory: TestDirectory,
        environment: [String: String] = [:], input: String = "/dev/null"
    ) throws {
        self.name = name
        self.directory = directory
        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Not every user has it.
        variables["PATH", default: ""] += ":/usr/sbin"
        processID = try ProcessSpawner.shared.spawn(
            ProcessSpawner.Order(
                executable: executable, arguments: arguments, environment: variables, input: input,
                output: directory.path(of: "\(name).out"), errors: directory.path(of: "\(name).err")))
    }

    deinit {
        stop(within: .seconds(2))
    }

    /// What it has written on standard output.
    package var output: String { directory.text(of: "\(name).out") }

    /// What it has written on standard error.
    package var errors: String { directory.text(of: "\(name).err") }

    /// How it ended; `nil` while it runs.
    package var currentEnding: Ending? {
        ending.withLock { ending in
            if ending != nil { return ending }
            var status: CInt = 0
            guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
            ending = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
            return ending
        }
    }

    /// Sends a signal, unless it has ended.
    package func send(_ signal: Signal) {
        guard currentEnding == nil else { return }
        kill(processID, signal.rawValue)
    }

    /// Waits for the end.
    ///
    /// - Returns: `nil` when it still runs after that time.
    package func waitForEnd(within patience: Duration = .seconds(10)) -> Ending? {
        _ = eventually(within: patience) { currentEnding != nil }
        return currentEnding
    }

    /// Ends it: politely first, and by force after `patience`.
    @discardableResult
    package func stop(within patience: Duration = .seconds(15)) -> Ending? {
        send(.terminate)
        if let ending = waitForEnd(within: patience) { return ending }
        send(.kill)
        return waitForEnd()
    }

    /// Waits until `condition` holds, and gives up when the process has ended.
    ///
    /// - Throws: `TestFailure` with what the process wrote.
    package func waitUntil(
        _ what: String, within patience: Duration = .seconds(10), _ condition: () throws -> Bool
    ) throws {
        let isDone = try eventually(within: patience) { try condition() || currentEnding != nil }
        guard isDone, try condition() else {
            let state = currentEnding.map { "\($0)" } ?? "still running"
            throw TestFailure("\(name) (\(state)) is not \(what):\n\(output)\(errors)")
        }
    }

    /// A number out of /proc/PID/status, such as `VmRSS` in kB.
    package func status(_ field: String) -> Int? {
        let lines = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = lines?.split(separator: "\n").first { $0.hasPrefix("\(field):") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
    }
}
