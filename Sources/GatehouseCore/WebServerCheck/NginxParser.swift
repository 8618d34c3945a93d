/// Reads an nginx configuration with all that it includes.
///
/// What nginx would not take is for `nginx -t` to say: here it is passed over where it can be, and reported where the rest
/// cannot be understood. Depth, files and directives are bounded.
final class NginxParser {
    /// What was wrong with the text, or with a file that it includes.
    private(set) var problems: [Problem] = []

    private let files: NginxFiles
    private let directory: String
    private var fileCount = 0
    private var directiveCount = 0
    /// Whether a bound was reached, after which nothing more is read.
    private var hasGivenUp = false

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - file: The path of the first file; relative paths in it start where it is, or one directory above, where
    ///     nginx.conf is for a file of `conf.d` or `sites-enabled`.
    ///   - files: The files.
    init(file: String, files: NginxFiles) {
        self.files = files
        directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: Its path.
    ///   - depth: How many files and blocks it is within.
    ///   - origin: The `include` that names it; `nil` for the first.
    /// - Returns: Its directives; none when it cannot be read.
    func directives(of file: String, depth: Int = 0, origin: NginxDirective.Place? = nil) -> [NginxDirective]
    {
        guard !hasGivenUp else { return [] }
        switch files.content(file) {
        case .missing: complain("no such file", about: file, origin: origin)
        case .tooLarge: complain("is larger than 1 MiB", about: file, origin: origin)
        case .unreadable: complain("cannot be read", about: file, origin: origin)
        case .text(let text):
            fileCount += 1
            guard fileCount <= Self.mostFiles else {
                giveUp(
                    "more than \(Self.mostFiles) files are included",
                    at: origin ?? NginxDirective.Place(file: file, line: 1))
                return []
            }
            var lexer = NginxLexer(text)
            return block(&lexer, file: file, depth: depth, isTop: true)
        }
        return []
    }

    /// Reads to the end of a block, or of a file.
    private func block(_ lexer: inout NginxLexer, file: String, depth: Int, isTop: Bool) -> [NginxDirective] {
        var result: [NginxDirective] = []
        var words: [String] = []
        var place = NginxDirective.Place(file: file, line: 1)
        while !hasGivenUp, let token = lexer.next() {
            if words.isEmpty { place = NginxDirective.Place(file: file, line: lexer.line) }
            switch token {
            case .word(let word):
                words.append(word)
            case .close:
                if !words.isEmpty { complain("found \"}\", expected \";\"", at: place) }
                guard isTop else { return result }
                if words.isEmpty { complain("found \"}\" without a block that it ends", at: place) }
                words = []
            case .end:
                guard let name = words.first else { continue }
                result += directive(name, Array(words.dropFirst()), at: place, depth: depth)
                words = []
            case .open:
                let name = words.first ?? ""
                var content: [NginxDirective] = []
                if name.hasSuffix("_by_lua_block") {
                    lexer.skipForeignBlock()
                } else if depth < Self.deepest {
                    content = block(&lexer, file: file, depth: depth + 1, isTop: false)
                } else {
                    giveUp("blocks are nested more than \(Self.deepest) deep", at: place)
                }
                result += counted(
                    NginxDirective(
                        name: name, arguments: Array(words.dropFirst()), place: place, block: content))
                words = []
            }
        }
        if !hasGivenUp, !isTop || !words.isEmpty {
            complain("found the end of the file, expected \"\(words.isEmpty ? "}" : ";")\"", at: place)
        }
        return result
    }

    private func directive(
        _ name: String, _ arguments: [String], at place: NginxDirective.Place, depth: Int
    ) -> [NginxDirective] {
        guard name == "include", let pattern = arguments.first else {
            return counted(NginxDirective(name: name, arguments: arguments, place: place, block: nil))
        }
        guard depth < Self.deepest else {
            giveUp("files include one another more than \(Self.deepest) deep", at: place)
            return []
        }
        return resolved(pattern).flatMap { directives(of: $0, depth: depth + 1, origin: place) }
    }

    /// The files of an `include`.
    private func resolved(_ pattern: String) -> [String] {
        if pattern.hasPrefix("/") { return files.paths(matching: pattern) }
        let here = files.paths(matching: directory + pattern)
        if here.contains(where: exists) { return here }
        let above = files.paths(matching: directory + "../" + pattern)
        return above.contains(where: exists) ? above : here
    }

    private func exists(_ path: String) -> Bool {
        if case .missing = files.content(path) { false } else { true }
    }

    private func counted(_ directive: NginxDirective) -> [NginxDirective] {
        directiveCount += 1
        guard directiveCount <= Self.mostDirectives else {
            giveUp("there are more than \(Self.mostDirectives) directives", at: directive.place)
            return []
        }
        return [directive]
    }

    /// Reports that a bound was reached: what has been read so far is looked at, the rest is not.
    private func giveUp(_ message: String, at place: NginxDirective.Place) {
        guard !hasGivenUp else { return }
        hasGivenUp = true
        problems.append(
            Problem(
                file: place.file, line: place.line, message: message,
                hint: "what comes after this has not been looked at"))
    }

    private func complain(_ message: String, at place: NginxDirective.Place) {
        guard problems.count < Self.mostProblems else {
            return giveUp("there are too many problems", at: place)
        }
        problems.append(
            Problem(
                file: place.file, line: place.line, message: message,
                hint: "nginx -t says more of the syntax"))
    }

    /// Reports a file that cannot be read: a warning for an included one, which may be there where nginx runs.
    private func complain(_ message: String, about file: String, origin: NginxDirective.Place?) {
        let problem =
            if let origin {
                Problem(
                    .warning, file: origin.file, line: origin.line,
                    message: "not looked at: \(quoted(file)): \(message)",
                    hint: "a relative path starts at the directory of nginx.conf")
            } else {
                Problem(file: file, line: nil, message: message)
            }
        guard problems.count < Self.mostProblems else {
            return giveUp(
                "there are too many problems", at: origin ?? NginxDirective.Place(file: file, line: 1))
        }
        problems.append(problem)
    }

    private static let deepest = 32
    private static let mostDirectives = 100_000
    private static let mostFiles = 500
    private static let mostProblems = 100
}
