/// Writes a model's policy as API Management has it.
struct ModelText {
    /// The public keys, `n` and `e`, by identifier.
    let keys: [String: (modulus: String, exponent: String)]

    /// Whether expressions are written with entities, as XML wants it, or raw, as API Management's editor does.
    let isWellFormed: Bool

    /// The document.
    func document(_ statements: [ModelStatement]) -> String {
        "<policies>\n<inbound>\n" + statements.map(text).joined() + "</inbound>\n</policies>\n"
    }

    private func text(_ statement: ModelStatement) -> String {
        switch statement {
        case .addresses(let isAllowed, let networks):
            let addresses = networks.map { "<address>\($0)</address>" }.joined()
            return "<ip-filter action=\"\(isAllowed ? "allow" : "forbid")\">\(addresses)</ip-filter>\n"
        case .check(let check): return text(check)
        case .refuse: return "<return-response><set-status code=\"403\" /></return-response>\n"
        case .choose(let branches, let otherwise):
            let whens = branches.map { branch in
                let condition = "@(\(expression(branch.condition)))"
                return "<when condition=\"\(isWellFormed ? Self.encoded(condition) : condition)\">\n"
                    + branch.statements.map(text).joined() + "</when>\n"
            }
            let rest = otherwise.map { "<otherwise>\n" + $0.map(text).joined() + "</otherwise>\n" }
            return "<choose>\n" + whens.joined() + (rest ?? "") + "</choose>\n"
        }
    }

    private func text(_ check: ModelCheck) -> String {
        var text = "<validate-jwt header-name=\"Authorization\""
        if !check.requiresExpiry { text += " require-expiration-time=\"false\"" }
        if check.clockSkew > 0 { text += " clock-skew=\"\(check.clockSkew)\"" }
        if let variable = check.variable { text += " output-token-variable-name=\"\(variable)\"" }
        text += ">\n<issuer-signing-keys>\n"
        for identifier in check.keys {
            guard let key = keys[identifier] else { continue }
            text += "<key id=\"\(identifier)\" n=\"\(key.modulus)\" e=\"\(key.exponent)\" />\n"
        }
        text += "</issuer-signing-keys>\n"
        text += list("audiences", "audience", check.audiences) + list("issuers", "issuer", check.issuers)
        if !check.claims.isEmpty {
            text += "<required-claims>\n" + check.claims.map(claim).joined() + "</required-claims>\n"
        }
        return text + "</validate-jwt>\n"
    }

    private func list(_ name: String, _ element: String, _ texts: [String]) -> String {
        guard !texts.isEmpty else { return "" }
        return "<\(name)>" + texts.map { "<\(element)>\($0)</\(element)>" }.joined() + "</\(name)>\n"
    }

    private func claim(_ claim: ModelCheck.Claim) -> String {
        "<claim name=\"\(claim.name)\" match=\"\(claim.matchesAll ? "all" : "any")\""
            + (claim.separator.map { " separator=\"\($0)\"" } ?? "") + ">"
            + claim.values.map { "<value>\($0)</value>" }.joined() + "</claim>\n"
    }

    private func expression(_ condition: ModelCondition) -> String {
        switch condition {
        case .and(let left, let right): "(\(expression(left)) && \(expression(right)))"
        case .or(let left, let right): "(\(expression(left)) || \(expression(right)))"
        case .not(let inner): "!(\(expression(inner)))"
        case .mode(let test): test.expression(of: "X-Mode")
        case .method(let method): "context.Request.Method == \"\(method)\""
        case .path(let path): "context.Request.Url.Path == \"\(path)\""
        case .pathPrefix(let prefix): "context.Request.OriginalUrl.Path.StartsWith(\"\(prefix)\")"
        case .unknown: "context.Request.Headers.GetValueOrDefault(\"X-Flag\", \"\") == \"1\""
        case .key(let claim, let place): "\(token(place)).Claims.ContainsKey(\"\(claim)\")"
        case .element(let claim, let value, let place):
            "\(token(place)).Claims[\"\(claim)\"].Contains(\"\(value)\")"
        case .equal(let claim, let value, let place): "\(joined(claim, place)) == \"\(value)\""
        case .part(let claim, let value, let place):
            "\(joined(claim, place)).Split(' ').Contains(\"\(value)\")"
        case .substring(let claim, let value, let place): "\(joined(claim, place)).Contains(\"\(value)\")"
        }
    }

    private func joined(_ claim: String, _ place: ModelTokenPlace) -> String {
        "\(token(place)).Claims.GetValueOrDefault(\"\(claim)\", \"\")"
    }

    private func token(_ place: ModelTokenPlace) -> String {
        switch place {
        case .header:
            "context.Request.Headers.GetValueOrDefault(\"Authorization\", \"\").Split(' ')[1].AsJwt()"
        case .variable(let name): "((Jwt)context.Variables[\"\(name)\"])"
        }
    }

    private static func encoded(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    }
}
