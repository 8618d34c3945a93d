/// A token of a C# expression.
enum CSharpToken: Equatable {
    /// A name, a keyword or a number.
    case name(String)
    /// A string or a character, escapes replaced.
    case text(String)
    /// An operator or a bracket.
    case symbol(String)

    /// Takes an expression apart.
    ///
    /// - Parameter source: The expression; anybody may have written it.
    /// - Returns: The tokens, or `nil` for what has an interpolated string, a string that does not end, a character
    ///   that begins no token, or too many.
    static func tokens(of source: some StringProtocol) -> [CSharpToken]? {
        var scanner = Scanner(Array(source.unicodeScalars))
        var tokens: [CSharpToken] = []
        while scanner.skipSpace() {
            guard tokens.count < most, let token = scanner.next() else { return nil }
            tokens.append(token)
        }
        return tokens
    }

    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var index = 0

        init(_ scalars: [Unicode.Scalar]) {
            self.scalars = scalars
        }

        /// Skips space and comments; whether anything is left.
        mutating func skipSpace() -> Bool {
            while index < scalars.count {
                if scalars[index].properties.isWhitespace {
                    index += 1
                } else if isNext("//") {
                    while index < scalars.count, scalars[index] != "\n" { index += 1 }
                } else if isNext("/*") {
                    index += 2
                    while index < scalars.count, !isNext("*/") { index += 1 }
                    index = min(index + 2, scalars.count)
                } else {
                    return true
                }
            }
            return false
        }

        mutating func next() -> CSharpToken? {
            let scalar = scalars[index]
            if Self.isNamePart(scalar) {
                let start = index
                while index < scalars.count, Self.isNamePart(scalars[index]) { index += 1 }
                return .name(string(start..<index))
            }
            if isNext("@\"") { return verbatimText() }
            if scalar == "\"" || scalar == "'" { return text(endingWith: scalar) }
            for symbol in CSharpToken.symbols where isNext(symbol) {
                index += symbol.unicodeScalars.count
                return .symbol(symbol)
            }
            return nil
        }

        private mutating func text(endingWith end: Unicode.Scalar) -> CSharpToken? {
            index += 1
            var text = ""
            while index < scalars.count {
                let scalar = scalars[index]
                index += 1
                if scalar == end { return .text(text) }
                guard scalar == "\\" else {
                    text.unicodeScalars.append(scalar)
                    continue
                }
                guard index < scalars.count, let escaped = CSharpToken.escapes[scalars[index]] else {
                    return nil
                }
                index += 1
                text.unicodeScalars.append(escaped)
            }
            return nil
        }

        private mutating func verbatimText() -> CSharpToken? {
            index += 2
            var text = ""
            while index < scalars.count {
                if isNext("\"\"") {
                    text += "\""
                    index += 2
                } else if scalars[index] == "\"" {
                    index += 1
                    return .text(text)
                } else {
                    text.unicodeScalars.append(scalars[index])
                    index += 1
                }
            }
            return nil
        }

        private func isNext(_ text: String) -> Bool {
            scalars[index...].starts(with: text.unicodeScalars)
        }

        private func string(_ range: Range<Int>) -> String {
            String(String.UnicodeScalarView(scalars[range]))
        }

        private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        }
    }

    /// The longer ones first.
    private static let symbols = [
        "=>", "==", "!=", "&&", "||", "??", "?.", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", ";",
        "!",
        "?", ":", "<", ">", "+", "-", "*", "/", "%", "=",
    ]

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\"": "\"", "'": "'", "\\": "\\", "0": "\0", "n": "\n", "r": "\r", "t": "\t",
    ]

    /// Bounds the depth of what the parser makes of them, too.
    private static let most = 1_000
}
