/// A C# expression of a policy, as far as conditions and claims need it.
///
/// Casts and parentheses are left out, and `?.` is `.`: they change nothing about what a check asks for.
indirect enum CSharpExpression: Equatable, Sendable {
    /// `left operator right`.
    case binary(String, CSharpExpression, CSharpExpression)
    /// `callee(arguments)`.
    case call(CSharpExpression, [CSharpExpression])
    /// `base[arguments]`.
    case index(CSharpExpression, [CSharpExpression])
    /// `parameter => body`.
    case lambda(String, CSharpExpression)
    /// `new[] { … }` and its like.
    case list([CSharpExpression])
    /// `base.name`.
    case member(CSharpExpression, String)
    /// A name, a number, `true`, `false` or `null`.
    case name(String)
    /// `!operand`.
    case not(CSharpExpression)
    /// A string or a character.
    case text(String)

    /// Parses `@(…)`, or `@{ return …; }`; fails for what is beyond this parser.
    ///
    /// - Parameter source: The expression with its `@`, entities replaced; anybody may have written it.
    init?(policyExpression source: String) {
        let isBlock = source.hasPrefix("@{")
        guard isBlock || source.hasPrefix("@("), var tokens = CSharpToken.tokens(of: source.dropFirst())
        else {
            return nil
        }
        if isBlock {
            guard tokens.count > 4, tokens[1] == .name("return"),
                tokens.suffix(2) == [.symbol(";"), .symbol("}")]
            else { return nil }
            tokens = [.symbol("(")] + tokens[2..<(tokens.count - 2)] + [.symbol(")")]
        }
        var parser = CSharpParser(tokens)
        guard let expression = parser.wholeExpression() else { return nil }
        self = expression
    }

    /// The name and the arguments of a method that is called on something: `base.name(arguments)`.
    var methodCall: (base: CSharpExpression, name: String, arguments: [CSharpExpression])? {
        guard case .call(.member(let base, let name), let arguments) = self else { return nil }
        return (base, name, arguments)
    }

    /// The text, when it is a string.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// Whether this is a chain of names, such as `context.Request.Method`.
    func isPath(_ names: String...) -> Bool {
        var expression = self
        for name in names.dropFirst().reversed() {
            guard case .member(let base, name) = expression else { return false }
            expression = base
        }
        return expression == .name(names[0])
    }
}
