/// Looks for the known traps in an nginx configuration, as far as it can be read.
package struct NginxCheck {
    /// What was found, in the order of the files; nothing twice.
    package private(set) var problems: [Problem] = []

    /// How many locations ask Gatehouse.
    package private(set) var protectedLocationCount = 0

    private let configuration: Configuration?

    /// Checks a file and all that it includes.
    ///
    /// - Parameters:
    ///   - file: The path of nginx.conf, or of a part of its `http` level. The operator controls it.
    ///   - configuration: Gatehouse's own, for what depends on policies; `nil` when it is not known.
    ///   - files: The files.
    package init(file: String, configuration: Configuration?, files: NginxFiles = .onDisk) {
        self.configuration = configuration
        let parser = NginxParser(file: file, files: files)
        let directives = parser.directives(of: file)
        look(at: NginxLevel(file: directives, place: NginxDirective.Place(file: file, line: 1)))
        if protectedLocationCount == 0, !parser.problems.contains(where: { $0.severity == .error }) {
            problems.append(
                Problem(
                    .warning, file: file, line: nil, message: "no location asks Gatehouse",
                    hint: "include gatehouse_protect.conf in each location to protect"))
        }
        var seen: Set<String> = []
        problems = (parser.problems + problems).filter { seen.insert($0.report).inserted }
    }

    /// Whether one of them is more than doubtful.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    private mutating func look(at level: NginxLevel) {
        check(level)
        for inner in level.inner where Self.containers.contains(inner.block.name) { look(at: inner) }
    }

    private mutating func check(_ level: NginxLevel) {
        guard ["if", "location"].contains(level.block.name), let question = NginxQuestion(of: level) else {
            return
        }
        // The question's own location, and those that only an error leads to.
        let location = level.blocks.last { $0.name == "location" }
        guard let location, location != question.location, location.arguments.first?.hasPrefix("@") != true
        else {
            return
        }
        if level.block.name == "location" {
            protectedLocationCount += 1
            problems += NginxPolicyRule(configuration: configuration).problems(at: level)
            problems += NginxQuestionRule(configuration: configuration).problems(question, at: level)
            problems += NginxHeaderNameRule.problems(at: level)
        }
        problems += NginxBypassRule.problems(at: level)
        let policy = level.value(of: "$gatehouse_policy")?.arguments.last
        problems += NginxClaimHeaderRule(configuration: configuration).problems(at: level, policy: policy)
    }

    /// The blocks that have locations in them, or are part of one.
    private static let containers: Set<String> = ["http", "if", "limit_except", "location", "server"]
}
