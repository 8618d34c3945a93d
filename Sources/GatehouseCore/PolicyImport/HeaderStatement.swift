/// A `set-header` of the inbound section.
struct HeaderStatement {
    let context: ImportContext
    let element: PolicyElement
    let reading: TokenExpressionReading

    /// Makes a claim header of it when it sends a claim of the token that is checked.
    ///
    /// - Parameter way: The way that it is on.
    func take(on way: inout RequestWay) {
        guard let attribute = element["name"],
            case .text(let name) = context.value(attribute.value, line: element.line)
        else { return note("has no name that can be carried over") }
        let isFirst = way.changedHeaders.insert(name.lowercased()).inserted
        let shown = "\"<set-header>\" of \(quoted(name))"
        let action = element["exists-action"]?.value ?? "override"
        if action == "delete" { return delete(name, on: &way) }
        let values = element.elements.filter { $0.name == "value" }
        guard values.count == 1, case .expression(let source) = content(of: values[0]),
            let expression = CSharpExpression(policyExpression: source), let value = reading.claim(expression)
        else {
            return note(
                "of \(quoted(name)) sends something else than a claim, and is not carried over",
                hint: "in nginx: proxy_set_header \(HeaderName.isToken(name) ? name : "NAME") VALUE;")
        }
        // nginx has no variable for a header with another character in its name.
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard isPlain, !HeaderName.isReserved(name), !value.claim.isEmpty, !value.claim.hasPrefix("@"),
            PolicyValue.isLine(value.claim)
        else {
            return note(
                "of \(quoted(name)) is not carried over: no claim can be sent in a header of that name",
                hint: "choose another name in \"claim-headers\": \(quoted(value.claim)) is the claim")
        }
        if !isFirst { way.headers.removeAll { $0.name.lowercased() == name.lowercased() } }
        way.headers.append(RequestWay.Header(name: name, claim: value.claim, token: value.token))
        way.headerLines[name] = element.line
        if let fallback = value.fallback, !fallback.isEmpty {
            context.note(
                element.line,
                "\(shown) has a text for an absent claim, which is not carried over: the header is empty")
        }
        if action != "override" {
            context.note(
                element.line,
                "\(shown) keeps what the client sent (\(quoted(action))): the claim takes its place here")
        }
        switch value.form {
        case .all, .joined: break
        case .first where !Self.isList(value.claim): break
        case .first, .parts:
            context.note(element.line, "\(shown) sends a part of the claim: the header has all of it")
        }
    }

    private func delete(_ name: String, on way: inout RequestWay) {
        if name.lowercased() == "authorization" {
            way.dropsAuthorization = true
        } else if HeaderName.isToken(name) {
            note(
                "deletes \(quoted(name)), which is not carried over",
                hint: "in nginx: proxy_set_header \(name) \"\";")
        }
    }

    private func content(of value: PolicyElement) -> PolicyValue {
        // A text without an expression may be a secret, and is no claim.
        guard let text = value.texts.first, text.text.hasPrefix("@") else { return .unusable }
        return context.value(text.text, line: text.line)
    }

    private func note(_ message: String, hint: String? = nil) {
        context.note(element.line, "\"<set-header>\" \(message)", hint: hint)
    }

    /// Claims that are lists by their nature, of which the first value is less than all.
    private static func isList(_ claim: String) -> Bool {
        ["amr", "aud", "groups", "roles", "wids"].contains(claim)
    }
}
