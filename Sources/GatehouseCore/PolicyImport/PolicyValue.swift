/// What stands in an attribute or an element, after named values were put in.
enum PolicyValue: Equatable {
    /// A C# expression, with its `@`.
    case expression(String)
    /// Text as the configuration takes it: one line, not empty, at most 2048 bytes. Placeholders without a value are
    /// a word of their own in it.
    case text(String)
    /// Neither: empty, too long, or with characters that the configuration refuses.
    case unusable

    /// Whether the configuration takes a text: one printable line without space around it, of 1 to 2048 bytes.
    static func isLine(_ text: String) -> Bool {
        guard (1...2048).contains(text.utf8.count), text.trimmingSpace == text else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                false
            default: true
            }
        }
    }
}

extension ImportContext {
    /// Puts named values into a text of the document, and a word in the place of each placeholder without a value.
    ///
    /// - Parameters:
    ///   - text: The text of an attribute or an element, trimmed; anybody may have written it.
    ///   - line: Its line.
    /// - Returns: The value.
    func value(_ text: String, line: Int) -> PolicyValue {
        let filled = filled(text, line: line).trimmingSpace
        if filled.hasPrefix("@(") || filled.hasPrefix("@{") { return .expression(filled) }
        return PolicyValue.isLine(filled) ? .text(filled) : .unusable
    }

    /// Puts named values into a text, and words in the place of what has no value.
    func filled(_ text: String, line: Int) -> String {
        guard text.contains("{") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            guard let placeholder = Placeholder(in: rest, at: start) else {
                result += rest[...start]
                rest = rest[rest.index(after: start)...]
                continue
            }
            result += rest[..<placeholder.range.lowerBound]
            rest = rest[placeholder.range.upperBound...]
            switch placeholder.kind {
            case .namedValue:
                if let value = namedValues[placeholder.name] {
                    result += value
                } else {
                    addPlaceholder(
                        "{{\(placeholder.word)}}", line: line,
                        hint: "give it with --named-value \(placeholder.word)=VALUE; where it is needed, "
                            + "\"\(placeholder.text)\" stands for it")
                    result += placeholder.text
                }
            case .terraform:
                addPlaceholder(
                    "Terraform's \(placeholder.word)", line: line,
                    hint: "import the rendered document; where the value is needed, \"\(placeholder.text)\" "
                        + "stands for it")
                result += placeholder.text
            }
        }
        return result + rest
    }
}

/// `{{named-value}}`, or Terraform's `${expression}` or `%{directive}`.
struct Placeholder {
    enum Kind {
        case namedValue
        case terraform
    }

    let kind: Kind

    /// Where it stands.
    let range: Range<Substring.Index>

    /// What is between its braces.
    let name: String

    /// Reads the placeholder whose first brace is at `start`; fails when there is none.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: The position of a `{`.
    init?(in text: Substring, at start: Substring.Index) {
        let next = text.index(after: start)
        if next < text.endIndex, text[next] == "{" {
            let inner = text[text.index(after: next)...].prefix(Self.longest)
            guard let end = inner.firstRange(of: "}}"), !inner[..<end.lowerBound].contains("{") else {
                return nil
            }
            kind = .namedValue
            range = start..<end.upperBound
            name = inner[..<end.lowerBound].trimmingSpace
            if name.isEmpty { return nil }
            return
        }
        guard start > text.startIndex, ["$", "%"].contains(text[text.index(before: start)]),
            let end = Self.closingBrace(in: text[next...].prefix(Self.longest))
        else { return nil }
        kind = .terraform
        range = text.index(before: start)..<text.index(after: end)
        name = text[next..<end].trimmingSpace
    }

    /// The name as a word of letters, digits, `.`, `_` and `-` that fits into a URL, a header's name and a file's.
    var word: String { Self.word(name) }

    /// What stands in its place in the configuration.
    var text: String {
        switch kind {
        case .namedValue: "NAMED-VALUE-\(word)"
        case .terraform: "TERRAFORM-\(word)"
        }
    }

    /// What to do about text that has no meaning where it stands.
    static func hint(forText text: String) -> String? {
        text.contains("%{") || text.contains("${") ? "import the document that Terraform renders" : nil
    }

    /// Makes a word of any text.
    static func word(_ text: String) -> String {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))) }
        let word = words.joined(separator: "-").prefix(64)
        return word.isEmpty ? "x" : String(word)
    }

    private static func closingBrace(in text: Substring) -> Substring.Index? {
        var depth = 1
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static let longest = 256
}
