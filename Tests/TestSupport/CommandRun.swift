internal import Foundation

/// What came of a command that runs once.
package struct CommandRun: Hashable, Sendable {
    /// Its exit status; `nil` when a signal ended it.
    package let status: CInt?

    /// What it wrote on standard output.
    package let output: String

    /// What it wrote on standard error.
    package let errors: String

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - executable: A path, or a name to look for in `PATH`.
    ///   - arguments: What comes after the program's name.
    ///   - input: What it reads on standard input.
    ///   - environment: Variables beside those of the tests.
    ///   - patience: How long it may take.
    /// - Throws: `TestFailure` when it takes longer.
    package init(
        _ executable: String, _ arguments: [String], input: String = "", environment: [String: String] = [:],
        within patience: Duration = .seconds(20)
    ) throws {
        let directory = try TestDirectory()
        try directory.write(input, to: "input")
        let process = try ChildProcess(
            executable, arguments, name: "command", directory: directory, environment: environment,
            input: directory.path(of: "input"))
        guard let ending = process.waitForEnd(within: patience) else {
            throw TestFailure("\(executable) \(arguments) runs for more than \(patience):\n\(process.errors)")
        }
        status = if case .exit(let code) = ending { code } else { nil }
        output = process.output
        errors = process.errors
    }
}
