/// Text as YAML has it (YAML 1.2 sections 7.3.1 and 7.3.3).
enum YAMLText {
    /// Writes a text so that it is read as this text and nothing else.
    ///
    /// - Parameter text: Any text; whoever wrote the policy controls it.
    /// - Returns: The text as it is when it is a plain word, otherwise in double quotes.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isASCII && $0.isLetter } == true
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-._/".utf8.contains(byte)
                }
            }
        // YAML 1.1 takes some words for booleans, for nothing or, with a dot, for numbers.
        if isPlain, !words.contains(text.lowercased()) { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Writes a list on one line, or as a block when it would be long or has comments.
    ///
    /// - Parameters:
    ///   - texts: The elements.
    ///   - indent: What stands before each line of a block.
    ///   - comments: What is said beside an element.
    /// - Returns: What follows the key's colon, with the line's end.
    static func list(_ texts: [String], indent: String, comments: [String: String] = [:]) -> String {
        let scalars = texts.map(scalar)
        let line = " [ " + scalars.joined(separator: ", ") + " ]"
        if line.utf8.count + indent.utf8.count < 60, !texts.contains(where: { comments[$0] != nil }) {
            return line + "\n"
        }
        return "\n"
            + zip(texts, scalars).map { text, scalar in
                "\(indent)  - \(scalar)\(comments[text].map { "    # \(escaped($0))" } ?? "")\n"
            }.joined()
    }

    private static let words: Set<String> = [
        "y", "yes", "n", "no", "true", "false", "on", "off", "null", "inf", "nan",
    ]
}
