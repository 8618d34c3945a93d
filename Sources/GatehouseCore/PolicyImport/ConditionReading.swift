/// Reads the conditions of `choose`.
struct ConditionReading {
    let tokens: TokenExpressionReading

    /// The path under which the API is reached, with a `/` at its end.
    let base: String

    /// Whether the method and the path are still those that the client sent.
    let isRequestUnchanged: Bool

    /// Gives numbers to what has no counterpart.
    let unknowns: UnknownFacts

    /// Reads an expression.
    ///
    /// - Parameter expression: The expression; `nil` for one that could not be parsed.
    /// - Returns: The condition; what has no counterpart is a fact of its own in it.
    func read(_ expression: CSharpExpression?) -> RequestCondition {
        switch expression {
        case .binary("&&", let left, let right): .and(read(left), read(right))
        case .binary("||", let left, let right): .or(read(left), read(right))
        case .binary("==", let left, let right): comparison(left, right)
        case .binary("!=", let left, let right): .not(comparison(left, right))
        case .not(let operand): .not(read(operand))
        case .name("true"): .constant(true)
        case .name("false"): .constant(false)
        case .call(.member(.name("string"), "Equals"), let arguments) where (2...3).contains(arguments.count),
            .call(.member(.name("String"), "Equals"), let arguments) where (2...3).contains(arguments.count):
            comparison(arguments[0], arguments[1], mode: arguments.dropFirst(2).first)
        case .call(.member(.name("string"), let name), let arguments) where arguments.count == 1,
            .call(.member(.name("String"), let name), let arguments) where arguments.count == 1:
            switch name {
            case "IsNullOrEmpty": absence(of: arguments[0], as: .emptyOrNull)
            case "IsNullOrWhiteSpace": absence(of: arguments[0], as: .blank)
            default: unknown
            }
        case .some(let call): call.methodCall.map(method) ?? unknown
        case nil: unknown
        }
    }

    private func method(
        _ call: (base: CSharpExpression, name: String, arguments: [CSharpExpression])
    ) -> RequestCondition {
        let (base, name, arguments) = call
        switch (name, arguments.count) {
        case ("Equals", 1...2): return comparison(base, arguments[0], mode: arguments.dropFirst().first)
        case ("StartsWith", 1...2):
            guard isPath(base), let text = arguments[0].text, isExact(arguments.dropFirst().first) else {
                return unknown
            }
            return pathPrefix(text, isOriginal: isOriginalPath(base))
        case ("Contains", 1...2): return contains(base, arguments[0], mode: arguments.dropFirst().first)
        case ("ContainsKey", 1):
            if base.isPath("context", "Request", "Headers"), let name = arguments[0].text?.lowercased() {
                guard !tokens.changedHeaders.contains(name) else { return unknown }
                return .fact(.header(HeaderTest(name: name, kind: .present)))
            }
            guard case .member(let jwt, "Claims") = base, let token = tokens.token(jwt),
                let claim = arguments[0].text
            else { return unknown }
            return .fact(.claim(ClaimTest(token: token, claim: claim, kind: .present)))
        case ("Any", 1):
            guard case .lambda(let parameter, let body) = arguments[0], let value = tokens.claim(base),
                let text = comparedText(body, with: parameter)
            else { return unknown }
            return element(text, of: value)
        default: return unknown
        }
    }

    // MARK: Comparisons

    private func comparison(
        _ left: CSharpExpression, _ right: CSharpExpression, mode: CSharpExpression? = nil
    ) -> RequestCondition {
        if left == .name("null") { return absence(of: right, as: .null) }
        if right == .name("null") { return absence(of: left, as: .null) }
        if right == .text("") { return absence(of: left, as: .empty) }
        guard let text = right.text else {
            return left.text == nil ? truth(left, right) : comparison(right, left, mode: mode)
        }
        if isMethod(left) { return method(text, isExact: isExact(mode)) }
        if isPath(left), isExact(mode) { return path(text, isOriginal: isOriginalPath(left)) }
        if case .header(let name, isStripped: false)? = tokens.rawToken(left), !text.contains(".") {
            let isPlain = isExact(mode) && tokens.isPlainHeader(left)
            return .fact(.header(header(name, .equal(text), isPlain: isPlain)))
        }
        guard let value = tokens.claim(left), value.form == .joined || value.form == .first,
            value.fallback != text
        else { return unknown }
        return claim(value, .equal(text), mode: mode)
    }

    /// How a text is absent.
    private enum Absence {
        case blank
        case empty
        case emptyOrNull
        case null
    }

    /// Whether a header, or the token that a check has verified, is absent.
    private func absence(of expression: CSharpExpression, as absence: Absence) -> RequestCondition {
        if let name = tokens.variable(expression), tokens.tokens[name] != nil { return .constant(false) }
        guard case .header(let name, isStripped: false)? = tokens.rawToken(expression) else { return unknown }
        let isPlain = tokens.isPlainHeader(expression)
        switch absence {
        case .blank: return .not(.fact(.header(header(name, .visible, isPlain: isPlain))))
        case .empty:
            // Without a default, an absent header is `null`, which is not empty.
            let isSame = isPlain && tokens.isPlainHeader(expression, isNeverNull: true)
            return .not(.fact(.header(header(name, .filled, isPlain: isSame))))
        case .emptyOrNull: return .not(.fact(.header(header(name, .filled, isPlain: isPlain))))
        case .null: return .not(.fact(.header(header(name, .filled, isPlain: false))))
        }
    }

    private func header(_ name: String, _ kind: HeaderTest.Kind, isPlain: Bool) -> HeaderTest {
        HeaderTest(name: name.lowercased(), kind: kind, reading: isPlain ? 0 : unknowns.nextReading())
    }

    /// `x == true` and `x == false`.
    private func truth(_ left: CSharpExpression, _ right: CSharpExpression) -> RequestCondition {
        switch right {
        case .name("true"): read(left)
        case .name("false"): .not(read(left))
        default: unknown
        }
    }

    private func contains(
        _ base: CSharpExpression, _ argument: CSharpExpression, mode: CSharpExpression?
    ) -> RequestCondition {
        if case .list(let elements) = base {
            guard !elements.isEmpty, elements.count <= 32 else { return unknown }
            return elements.map { comparison(argument, $0, mode: mode) }
                .reduce(.constant(false)) { RequestCondition.or($0, $1) }
        }
        guard let value = tokens.claim(base), let text = argument.text else { return unknown }
        return element(text, of: value, mode: mode)
    }

    private func element(_ text: String, of value: ClaimValue, mode: CSharpExpression? = nil)
        -> RequestCondition
    {
        switch value.form {
        case .all: claim(value, .element(text), mode: mode)
        case .first: unknown
        case .joined: claim(value, .substring(text), mode: mode)
        case .parts(let separator): claim(value, .part(text, separator: separator), mode: mode)
        }
    }

    private func claim(_ value: ClaimValue, _ kind: ClaimTest.Kind, mode: CSharpExpression?)
        -> RequestCondition
    {
        let test = ClaimTest(
            token: value.token, claim: value.claim, kind: kind, ignoresCase: !isExact(mode))
        let fact = test.requirement == nil ? RequestFact.unknown(unknowns.next()) : .claim(test)
        guard value.failsWhenAbsent else { return .fact(fact) }
        return .whenPresent(ClaimTest(token: value.token, claim: value.claim, kind: .present), .fact(fact))
    }

    /// The text that the body of a lambda compares its parameter with.
    private func comparedText(_ body: CSharpExpression, with parameter: String) -> String? {
        switch body {
        case .binary("==", .name(parameter), .text(let text)),
            .binary("==", .text(let text), .name(parameter)):
            text
        case .call(.member(.name(parameter), "Equals"), let arguments) where arguments.count == 1:
            arguments[0].text
        default: nil
        }
    }

    // MARK: Requests

    private func method(_ text: String, isExact: Bool) -> RequestCondition {
        let upper = text.uppercased()
        // nginx's map takes no notice of case, so a method in small letters would be another one there.
        guard isRequestUnchanged, !isExact || upper == text,
            (1...16).contains(text.utf8.count), upper.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { return unknown }
        return .fact(.method(upper))
    }

    private func path(_ text: String, isOriginal: Bool) -> RequestCondition {
        guard let path = absolute(text, isOriginal: isOriginal) else { return unknown }
        return path.hasPrefix(base) ? .fact(.path(path)) : .constant(false)
    }

    private func pathPrefix(_ text: String, isOriginal: Bool) -> RequestCondition {
        guard let prefix = absolute(text, isOriginal: isOriginal) else { return unknown }
        if base.hasPrefix(prefix) { return .constant(true) }
        return prefix.hasPrefix(base) ? .fact(.pathPrefix(prefix)) : .constant(false)
    }

    /// A path as the client sends it; `nil` for what is none that nginx can have as a location.
    private func absolute(_ text: String, isOriginal: Bool) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-._~/:@!,+=".utf8.contains(byte)
            }
        }
        guard isRequestUnchanged, isPlain, text.hasPrefix("/"), !text.contains("//"), !text.contains("/."),
            text.utf8.count <= 512, !["NAMED-VALUE-", "TERRAFORM-"].contains(where: text.contains)
        else { return nil }
        return isOriginal ? text : base + text.dropFirst()
    }

    private func isMethod(_ expression: CSharpExpression) -> Bool {
        if let (base, name, arguments) = expression.methodCall, arguments.isEmpty,
            ["ToUpper", "ToUpperInvariant"].contains(name)
        {
            return isMethod(base)
        }
        return expression.isPath("context", "Request", "Method")
            || expression.isPath("context", "Operation", "Method")
    }

    private func isPath(_ expression: CSharpExpression) -> Bool {
        expression.isPath("context", "Request", "Url", "Path") || isOriginalPath(expression)
    }

    private func isOriginalPath(_ expression: CSharpExpression) -> Bool {
        expression.isPath("context", "Request", "OriginalUrl", "Path")
    }

    /// Whether a `StringComparison` heeds case; without one, `==` and `Equals` do.
    private func isExact(_ mode: CSharpExpression?) -> Bool {
        guard let mode else { return true }
        return mode == .member(.name("StringComparison"), "Ordinal")
    }

    private var unknown: RequestCondition { .fact(.unknown(unknowns.next())) }
}
