/// Gathers the problems of one file while it is read.
///
/// A class, because every value read from the file reports to the same one.
final class ProblemCollector {
    /// The problems so far, in the order they were found.
    private(set) var problems: [Problem] = []

    private let file: String
    private let lineCount: Int

    /// Creates a collector without problems.
    ///
    /// - Parameters:
    ///   - file: The file's name, as the operator gave it.
    ///   - lineCount: How many lines it has; the end of a document is reported on the last one.
    init(file: String, lineCount: Int) {
        self.file = file
        self.lineCount = max(1, lineCount)
    }

    /// The problems in the order of their lines, as they are shown.
    var sorted: [Problem] {
        problems.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// Whether the file cannot be used.
    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// Adds a problem.
    ///
    /// - Parameters:
    ///   - message: What was seen and what was expected.
    ///   - line: The line, from 1; cut to the lines the file has.
    ///   - path: The place in the document.
    ///   - hint: What to do about it.
    ///   - severity: How much it weighs.
    func add(
        _ message: String, line: Int, path: String, hint: String? = nil, severity: Problem.Severity = .error
    ) {
        problems.append(
            Problem(
                severity, file: file, line: min(max(1, line), lineCount), path: path, message: message,
                hint: hint))
    }
}
