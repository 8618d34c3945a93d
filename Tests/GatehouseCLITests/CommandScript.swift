import TestSupport
import Testing

/// A command, what it reads, and what it must write, to the letter.
///
///     > gatehouse explain --config {dir}/gatehouse.yaml < good
///     a line of standard output
///     ! a line of standard error
///     exit 0
///
/// `{dir}` is the directory that the files are in.
struct CommandScript: Sendable, CustomTestStringConvertible {
    private let arguments: [String]
    private let inputName: String?
    private let output: String
    private let errors: String
    private let status: CInt

    let testDescription: String

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        testDescription = String(lines.removeFirst().dropFirst(2))
        let parts = testDescription.split(separator: " < ")
        arguments = parts[0].split(separator: " ").dropFirst().map(String.init)
        inputName = parts.count == 2 ? String(parts[1]) : nil
        status = CInt(lines.removeLast().dropFirst("exit ".count)) ?? -1
        output = lines.filter { !$0.hasPrefix("! ") }.map { $0 + "\n" }.joined()
        errors = lines.filter { $0.hasPrefix("! ") }.map { $0.dropFirst(2) + "\n" }.joined()
    }

    /// Runs it and compares.
    func run(in files: CommandFiles) throws {
        func placed(_ text: String) -> String { text.replacing("{dir}", with: files.directory.path) }
        let input = try inputName.map { try #require(files.inputs[$0]) } ?? ""
        let run = try CommandRun(TestBinaries.path(of: "gatehouse"), arguments.map(placed), input: input)
        #expect(run.output == placed(output))
        #expect(run.errors == placed(errors))
        #expect(run.status == status)
        // Whatever came in, no signature comes out.
        for part in input.split(separator: ".").dropFirst(2) where part.count > 16 {
            #expect(!(run.output + run.errors).contains(part.filter { !$0.isWhitespace }))
        }
    }
}
