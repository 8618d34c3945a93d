/// Where an expression takes a token from.
enum TokenPlace: Equatable {
    /// A request header; with whether something is done to take the scheme away.
    case header(String, isStripped: Bool)
    /// A query parameter.
    case query(String)
}

/// A claim that an expression takes from a token.
struct ClaimValue: Equatable {
    /// What is made of the claim's values.
    enum Form: Equatable {
        /// All of them: `string[]`.
        case all
        /// The first one.
        case first
        /// One string, with commas between them.
        case joined
        /// The parts of one string.
        case parts(separator: String)
    }

    /// Where the token is, a header's name in small letters.
    let token: TokenCheck.Source
    let claim: String
    var form: Form
    /// What stands for an absent claim.
    var fallback: String?
    /// Whether APIM fails when the claim is absent.
    let failsWhenAbsent: Bool
}

/// What a variable of a policy holds, as far as it comes from a token.
enum TokenExpression: Equatable {
    case claim(ClaimValue)
    case place(TokenPlace)
}

/// Finds tokens and claims in expressions.
struct TokenExpressionReading {
    /// What `set-variable` put into variables.
    let variables: [String: TokenExpression]

    /// The variables that hold verified tokens, and where those came from.
    var tokens: [String: TokenCheck.Source] = [:]

    /// The request headers, in small letters, that are no longer what the client sent.
    var changedHeaders: Set<String> = []

    /// What an expression takes from a token, or `nil`.
    func read(_ expression: CSharpExpression) -> TokenExpression? {
        if let claim = claim(expression) { return .claim(claim) }
        return rawToken(expression).map { .place($0) }
    }

    /// Where an expression takes a token's text from, or `nil`.
    func rawToken(_ expression: CSharpExpression) -> TokenPlace? {
        if case .place(let place)? = variable(expression).flatMap({ variables[$0] }) { return place }
        if case .binary("??", let left, .text) = expression { return rawToken(left) }
        if let place = headerText(expression) { return place }
        if case .index(let base, let position) = expression {
            if position == [.name("0")] { return headerValues(base) }
            if position == [.name("1")] { return splitHeader(base) }
        }
        guard let (base, name, arguments) = expression.methodCall else { return nil }
        switch (name, arguments) {
        case ("GetValueOrDefault", _):
            guard
                base.isPath("context", "Request", "Url", "Query")
                    || base.isPath("context", "Request", "OriginalUrl", "Query")
            else { return nil }
            return arguments.first?.text.map { .query($0) }
        case ("Trim", []), ("ToString", []): return rawToken(base)
        case ("First", []), ("FirstOrDefault", []):
            return headerValues(base)
        case ("Last", []), ("LastOrDefault", []), ("ElementAt", [.name("1")]),
            ("ElementAtOrDefault", [.name("1")]):
            return splitHeader(base)
        case ("Replace", _) where Self.isScheme(arguments.first) && arguments.dropFirst() == [.text("")]:
            return stripped(rawToken(base))
        case ("Substring", [.name("7")]): return stripped(rawToken(base))
        default: return nil
        }
    }

    /// The token that an expression is, or `nil`.
    func token(_ expression: CSharpExpression) -> TokenCheck.Source? {
        if let name = variable(expression), let source = tokens[name] { return source }
        guard case (let base, "AsJwt", _)? = expression.methodCall,
            case .header(let name, _)? = rawToken(base)
        else {
            return nil
        }
        return .header(name.lowercased())
    }

    /// The claim that an expression is, or `nil`.
    func claim(_ expression: CSharpExpression) -> ClaimValue? {
        if case .claim(let claim)? = variable(expression).flatMap({ variables[$0] }) { return claim }
        switch expression {
        case .binary("??", let left, .text(let text)):
            guard var value = claim(left) else { return nil }
            value.fallback = value.fallback ?? text
            return value
        case .member(let base, let name):
            guard let claim = Self.properties[name], let token = token(base) else { return nil }
            return ClaimValue(
                token: token, claim: claim, form: name == "Audiences" ? .all : .first, failsWhenAbsent: false)
        case .index(.member(let base, "Claims"), let names) where names.count == 1:
            guard let name = names[0].text, let token = token(base) else { return nil }
            return ClaimValue(token: token, claim: name, form: .all, failsWhenAbsent: true)
        case .index(let base, [.name("0")]): return first(base)
        case .call: return claim(ofCall: expression)
        default: return nil
        }
    }

    private func claim(ofCall expression: CSharpExpression) -> ClaimValue? {
        guard let (base, name, arguments) = expression.methodCall else { return nil }
        switch (name, arguments.count) {
        case ("GetValueOrDefault", 1...2):
            guard case .member(let jwt, "Claims") = base, let token = token(jwt),
                let claim = arguments[0].text
            else {
                return nil
            }
            let isList = if case .list? = arguments.dropFirst().first { true } else { false }
            return ClaimValue(
                token: token, claim: claim, form: isList ? .all : .joined,
                fallback: arguments.dropFirst().first?.text, failsWhenAbsent: false)
        case ("First", 0), ("FirstOrDefault", 0): return first(base)
        case ("ElementAt", 1) where arguments[0] == .name("0"): return first(base)
        case ("ToString", 0): return claim(base)
        case ("Split", 1...2):
            guard var value = claim(base), value.form == .joined || value.form == .first,
                let separator = arguments[0].text, !separator.isEmpty
            else { return nil }
            value.form = .parts(separator: separator)
            return value
        case ("Join", 2) where base == .name("string") || base == .name("String"):
            guard arguments[0].text?.trimmingSpace == ",", var value = claim(arguments[1]), value.form == .all
            else {
                return nil
            }
            value.form = .joined
            return value
        default: return nil
        }
    }

    private func first(_ base: CSharpExpression) -> ClaimValue? {
        guard var value = claim(base), value.form == .all else { return nil }
        value.form = .first
        return value
    }

    /// The name in `context.Variables["name"]` and `context.Variables.GetValueOrDefault("name")`.
    func variable(_ expression: CSharpExpression) -> String? {
        if case .index(let base, let arguments) = expression, base.isPath("context", "Variables") {
            return arguments.first?.text
        }
        guard case (let base, "GetValueOrDefault", let arguments)? = expression.methodCall,
            base.isPath("context", "Variables")
        else { return nil }
        return arguments.first?.text
    }

    /// The header in `context.Request.Headers.GetValueOrDefault("name")`.
    private func headerText(_ expression: CSharpExpression) -> TokenPlace? {
        guard case (let base, "GetValueOrDefault", let arguments)? = expression.methodCall,
            base.isPath("context", "Request", "Headers")
        else { return nil }
        return header(arguments)
    }

    /// The header in `context.Request.Headers["name"]`.
    private func headerValues(_ expression: CSharpExpression) -> TokenPlace? {
        guard case .index(let base, let arguments) = expression, base.isPath("context", "Request", "Headers")
        else {
            return nil
        }
        return header(arguments)
    }

    /// Whether an expression is a header's text as it is, and an empty text or `null` for an absent one.
    ///
    /// - Parameters:
    ///   - expression: The expression.
    ///   - isNeverNull: Whether only an empty text will do for an absent header.
    /// - Returns: `false` also for variables, whose expression is not looked at.
    func isPlainHeader(_ expression: CSharpExpression, isNeverNull: Bool = false) -> Bool {
        guard case (let base, "GetValueOrDefault", let arguments)? = expression.methodCall,
            base.isPath("context", "Request", "Headers")
        else { return false }
        switch arguments.count {
        case 1: return !isNeverNull
        case 2: return arguments[1] == .text("")
        default: return false
        }
    }

    private func header(_ arguments: [CSharpExpression]) -> TokenPlace? {
        guard let name = arguments.first?.text, !changedHeaders.contains(name.lowercased()) else {
            return nil
        }
        return .header(name, isStripped: false)
    }

    private func splitHeader(_ expression: CSharpExpression) -> TokenPlace? {
        guard case (let base, "Split", _)? = expression.methodCall else { return nil }
        return stripped(rawToken(base))
    }

    private func stripped(_ place: TokenPlace?) -> TokenPlace? {
        guard case .header(let name, _)? = place else { return nil }
        return .header(name, isStripped: true)
    }

    private static func isScheme(_ expression: CSharpExpression?) -> Bool {
        expression?.text?.trimmingSpace.lowercased() == "bearer"
    }

    private static let properties = ["Audiences": "aud", "Id": "jti", "Issuer": "iss", "Subject": "sub"]
}
