extension CheckReading {
    /// The texts of the elements of a list of which a token must have one.
    ///
    /// An expression is left out, which keeps tokens out; a list without any other value gets one that no token has.
    ///
    /// - Parameters:
    ///   - list: The list's element.
    ///   - name: The name of its elements.
    /// - Returns: At least one text, each once.
    func texts(in list: PolicyElement, named name: String) -> [String] {
        var texts = OrderedSet<String>()
        for child in list.elements where child.name == name {
            let value = content(of: child)
            if case .text(let text) = value {
                texts.append(text)
            } else {
                context.note(
                    child.line,
                    "\(quoted("<\(name)>")) \(Self.reason(value)): what it accepts is refused here")
            }
        }
        guard texts.elements.isEmpty else { return texts.elements }
        context.note(
            list.line,
            "\(quoted("<\(list.name)>")) has no value that can be carried over: it accepts nothing here",
            hint: "put the right value in the place of \(quoted(Self.nothing(list.line)))")
        return [Self.nothing(list.line)]
    }

    /// The UUIDs of applications.
    func identifiers(in list: PolicyElement) -> [String] {
        var identifiers = OrderedSet<String>()
        for child in list.elements where child.name == "application-id" {
            let value = content(of: child)
            guard case .text(let text) = value else {
                context.note(
                    child.line, "\"<application-id>\" \(Self.reason(value)): what it accepts is refused here")
                continue
            }
            var identifier = text.lowercased()
            if !Self.isUUID(identifier) {
                identifier = context.placeholderUUID(for: text)
                context.note(
                    child.line,
                    "\(quoted(text)) is no UUID: \(identifier) stands for it, which no application has",
                    hint: "put the application's UUID in its place")
            }
            identifiers.append(identifier)
        }
        guard identifiers.elements.isEmpty else { return identifiers.elements }
        let identifier = context.placeholderUUID(for: Self.nothing(list.line))
        context.note(
            list.line,
            "\(quoted("<\(list.name)>")) has no UUID: \(identifier) stands there, which no application has")
        return [identifier]
    }

    /// The claims of `required-claims`, or `nil` when one has no name: it would be lost otherwise.
    func claims(in list: PolicyElement) -> [TokenCheck.RequiredClaim]? {
        var claims: [TokenCheck.RequiredClaim] = []
        for child in list.elements where child.name == "claim" {
            guard let attribute = child["name"],
                case .text(let name) = context.value(attribute.value, line: attribute.line)
            else {
                context.note(
                    child.line, "\"<claim>\" has no name that can be carried over: the check is not, either")
                return nil
            }
            claims.append(claim(child, name: name))
        }
        return claims
    }

    private func claim(_ element: PolicyElement, name: String) -> TokenCheck.RequiredClaim {
        var claim = TokenCheck.RequiredClaim(name: name, matchesAll: true, separator: nil, values: [])
        switch element["match"]?.value {
        case nil, "all": break
        case "any": claim.matchesAll = false
        default:
            context.note(
                element.line,
                "\"match\" of \"<claim>\" is neither \"all\" nor \"any\": all values are required")
        }
        claim.separator = separator(of: element)
        let children = element.elements.filter { $0.name == "value" }
        var values = OrderedSet<String>()
        for child in children {
            let value = content(of: child)
            let isEmptyText = child.contents.isEmpty && claim.separator == nil
            if case .text(let text) = value, claim.separator.map({ !text.contains($0) }) ?? true {
                values.append(text)
            } else if isEmptyText {
                values.append("")
            } else {
                let reason =
                    if case .text = value { "has the separator in it" } else { Self.reason(value) }
                if claim.matchesAll { values.append(Self.nothing(child.line)) }
                context.note(child.line, "\"<value>\" \(reason): no token has it here")
            }
        }
        claim.values = values.elements
        if claim.values.isEmpty, !children.isEmpty { claim.values = [Self.nothing(element.line)] }
        if let separator = claim.separator, !PolicyValue.isLine("a\(separator)a") {
            context.note(
                element.line, "\"separator\" of \"<claim>\" is not printable: no token has the claim here")
            claim.values = [Self.nothing(element.line)]
        }
        if claim.values.isEmpty { claim.separator = nil }
        return claim
    }

    private func separator(of element: PolicyElement) -> String? {
        guard let attribute = element["separator"], !attribute.value.isEmpty else { return nil }
        return context.filled(attribute.value, line: attribute.line)
    }

    /// What is between an element's tags.
    func content(of element: PolicyElement) -> PolicyValue {
        let texts = element.texts
        guard texts.count <= 1, element.elements.isEmpty else { return .unusable }
        return context.value(texts.first?.text ?? "", line: texts.first?.line ?? element.line)
    }

    /// A text that no token has, in the place of one that cannot be known.
    static func nothing(_ line: Int) -> String { "EXPRESSION-LINE-\(line)" }

    private static func reason(_ value: PolicyValue) -> String {
        switch value {
        case .expression: "is an expression"
        case .text, .unusable: "is empty or no line of printable text"
        }
    }

    /// Whether text is a UUID as Entra writes them, in lower case.
    static func isUUID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }
    }
}
