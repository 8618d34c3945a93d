/// Parses C# expressions by recursive descent, to a bounded depth.
struct CSharpParser {
    private let tokens: [CSharpToken]
    private var index = 0
    private var depth = 0

    init(_ tokens: [CSharpToken]) {
        self.tokens = tokens
    }

    /// The expression that all tokens make up, or `nil` when they make up none that is known here.
    mutating func wholeExpression() -> CSharpExpression? {
        guard let expression = expression(), index == tokens.count else { return nil }
        return expression
    }

    private mutating func expression() -> CSharpExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
        if case .name(let parameter)? = peek(), peek(1) == .symbol("=>") {
            index += 2
            return expression().map { .lambda(parameter, $0) }
        }
        return binary(level: 0)
    }

    /// Parses operators of a level of precedence and those that bind closer.
    private mutating func binary(level: Int) -> CSharpExpression? {
        guard level < Self.operators.count else { return unary() }
        guard var left = binary(level: level + 1) else { return nil }
        while case .symbol(let symbol)? = peek(), Self.operators[level].contains(symbol) {
            index += 1
            guard let right = binary(level: level + 1) else { return nil }
            left = .binary(symbol, left, right)
        }
        return left
    }

    private mutating func unary() -> CSharpExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
        if skip("!") { return unary().map { .not($0) } }
        if isCast() { return unary() }
        guard let primary = primary() else { return nil }
        return postfix(primary)
    }

    private mutating func primary() -> CSharpExpression? {
        guard let token = peek() else { return nil }
        index += 1
        switch token {
        case .text(let text): return .text(text)
        case .name("new"): return list()
        case .name(let name): return .name(name)
        case .symbol("("):
            guard let inner = expression(), skip(")") else { return nil }
            return inner
        case .symbol: return nil
        }
    }

    private mutating func postfix(_ start: CSharpExpression) -> CSharpExpression? {
        var result = start
        while true {
            if skip(".") || skip("?.") {
                guard case .name(let name)? = peek() else { return nil }
                index += 1
                skipTypeArguments()
                result = .member(result, name)
            } else if peek() == .symbol("[") || (peek() == .symbol("?") && peek(1) == .symbol("[")) {
                _ = skip("?")
                guard let arguments = list(from: "[", to: "]") else { return nil }
                result = .index(result, arguments)
            } else if peek() == .symbol("(") {
                guard let arguments = list(from: "(", to: ")") else { return nil }
                result = .call(result, arguments)
            } else {
                return result
            }
        }
    }

    // MARK: Parts

    /// Skips a cast, `(Jwt)`: a type in parentheses with something behind it that a cast can be of.
    private mutating func isCast() -> Bool {
        guard peek() == .symbol("("), case .name? = peek(1) else { return false }
        var end = index + 2
        while end + 1 < tokens.count, tokens[end] == .symbol("."), case .name = tokens[end + 1] { end += 2 }
        if end + 1 < tokens.count, tokens[end] == .symbol("["), tokens[end + 1] == .symbol("]") { end += 2 }
        guard end + 1 < tokens.count, tokens[end] == .symbol(")") else { return false }
        switch tokens[end + 1] {
        case .name, .text, .symbol("("):
            index = end + 1
            return true
        case .symbol: return false
        }
    }

    /// Skips `<string>` between a method's name and its arguments.
    private mutating func skipTypeArguments() {
        guard peek() == .symbol("<") else { return }
        var end = index + 1
        while end < min(tokens.count, index + 8) {
            switch tokens[end] {
            case .name, .symbol("."), .symbol(","), .symbol("["), .symbol("]"): end += 1
            case .symbol(">"):
                if end + 1 < tokens.count, tokens[end + 1] == .symbol("(") { index = end + 1 }
                return
            case .symbol, .text: return
            }
        }
    }

    /// Parses what follows `new` as far as it is a list: `[] {…}`, `string[] {…}`, `List<string> {…}`, `string[0]`.
    private mutating func list() -> CSharpExpression? {
        while let token = peek(), token != .symbol("{") {
            switch token {
            case .name, .symbol("["), .symbol("]"), .symbol("<"), .symbol(">"), .symbol("("), .symbol(")"),
                .symbol("."):
                index += 1
            case .symbol, .text: return nil
            }
            // `new string[0]` has no elements.
            if tokens[..<index].suffix(3) == [.symbol("["), .name("0"), .symbol("]")] { return .list([]) }
        }
        return list(from: "{", to: "}").map { .list($0) }
    }

    private mutating func list(from opener: String, to closer: String) -> [CSharpExpression]? {
        guard skip(opener) else { return nil }
        var elements: [CSharpExpression] = []
        if skip(closer) { return elements }
        while true {
            guard let element = expression() else { return nil }
            elements.append(element)
            if skip(closer) { return elements }
            guard skip(",") else { return nil }
        }
    }

    private func peek(_ ahead: Int = 0) -> CSharpToken? {
        index + ahead < tokens.count ? tokens[index + ahead] : nil
    }

    private mutating func skip(_ symbol: String) -> Bool {
        guard peek() == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private static let deepest = 100
    private static let operators: [[String]] = [
        ["??"], ["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"],
    ]
}
