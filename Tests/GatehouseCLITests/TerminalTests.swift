import TestSupport
import Testing

@Suite("Reports at a terminal")
struct TerminalTests {
    @Test("are in colour, unless NO_COLOR, TERM or a pipe says otherwise, in the same words")
    func colours() throws {
        let files = try CommandFiles()
        try files.directory.write(try #require(files.inputs["good"]), to: "token")
        let arguments = [
            "explain", "--config", files.directory.path(of: "gatehouse.yaml"), "--policy", "orders", "--at",
            "1700000000",
        ]
        let program = TestBinaries.path(of: "gatehouse")
        let plain = try CommandRun(
            program, arguments, input: try #require(files.inputs["good"]),
            environment: ["NO_COLOR": "", "TERM": "xterm"])
        #expect(plain.status == 0)
        #expect(plain.output.hasPrefix("ok    token"))

        let command =
            ([program] + arguments).map { "'\($0)'" }.joined(separator: " ")
            + " < '\(files.directory.path(of: "token"))'"
        let coloured = try Self.atTerminal(command, ["NO_COLOR": "", "TERM": "xterm"])
        #expect(coloured.hasPrefix("\u{1B}[32mok\u{1B}[0m    token"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain.output)

        #expect(try Self.atTerminal(command, ["NO_COLOR": "1", "TERM": "xterm"]) == plain.output)
        #expect(try Self.atTerminal(command, ["NO_COLOR": "", "TERM": "dumb"]) == plain.output)
        #expect(try Self.atTerminal("\(command) | cat", ["NO_COLOR": "", "TERM": "xterm"]) == plain.output)
    }

    /// What a shell's command shows on a terminal of its own, which `script` of util-linux makes.
    private static func atTerminal(_ command: String, _ environment: [String: String]) throws -> String {
        let run = try CommandRun(
            "script", ["--quiet", "--return", "--command", command, "/dev/null"], environment: environment)
        #expect(run.status == 0)
        // The terminal ends its lines in both.
        return run.output.replacing("\r\n", with: "\n")
    }
}
