internal import Yams

/// What Yams says about text that is not YAML, in our words.
struct YAMLComplaint {
    private let message: String
    private let line: Int
    private var hint: String?

    /// Translates an error.
    ///
    /// - Parameters:
    ///   - error: What Yams threw.
    ///   - yaml: The text it was thrown for; whoever wrote the file controls it.
    init(_ error: any Error, in yaml: String) {
        switch error {
        case YamlError.composer(.some, _, let mark, _):
            message = "found a second document, expected one"
            line = mark.line
            hint = "remove the \"---\" and what follows"
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let words = [problem, context?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
            message = problem.contains("nesting level") ? Self.tooDeep : words
            line = mark.line
            hint = Self.hint(message: message, line: line, context: context, yaml: yaml)
        case YamlError.reader(let problem, let offset, _, _):
            message = problem
            line = 1 + yaml.prefix(offset ?? 0).count(where: \.isNewline)
        default:
            message = Self.tooDeep
            line = 1
        }
    }

    /// Adds the complaint to the problems of the file.
    ///
    /// - Parameter problems: Where it goes.
    func report(to problems: ProblemCollector) {
        problems.add("not YAML: \(message)", line: line, path: "", hint: hint)
    }

    private static func hint(message: String, line: Int, context: YamlError.Context?, yaml: String) -> String?
    {
        let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.indices.contains(line - 1), lines[line - 1].prefix(while: \.isWhitespace).contains("\t") {
            return "the line is indented with a tab; YAML takes spaces only"
        }
        if message.contains("scanning an anchor") { return "text that begins with \"&\" needs quotes" }
        guard let context, context.mark.line < line, message.contains(context.text) else { return nil }
        return "it begins on line \(context.mark.line)"
    }

    private static let tooDeep = "nests too deeply"
}
