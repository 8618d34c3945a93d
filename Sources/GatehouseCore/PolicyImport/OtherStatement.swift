/// A statement of the inbound section that says nothing about tokens.
///
/// It is noted, and what keeps requests out in APIM keeps them out here too, for nginx to ask or until the operator
/// has found something for it.
struct OtherStatement {
    let context: ImportContext
    let element: PolicyElement

    /// Notes the statement.
    ///
    /// - Parameter way: The way that it is on.
    func take(on way: inout RequestWay) {
        switch element.name {
        case "base":
            note(
                "what outer scopes require is not in this document, and nothing here asks for it",
                hint: "import their policies too, and add what they require")
        case "include-fragment":
            note(
                "the fragment is not in this document, and nothing here asks for what it requires",
                hint: "put its statements in this place, and import again")
        case "ip-filter": filterAddresses(on: &way)
        case let name where Self.refusing.contains(name):
            way.addresses.close("until there is something for <\(element.name)> on line \(element.line)")
            note(
                "is not carried over: all requests are refused in its place",
                hint: "find something for it in nginx, then remove \"deny all;\"")
        case "rewrite-uri", "set-method":
            way.isRequestUnchanged = false
            way.isQueryUnchanged = false
            note("is not carried over", hint: "rewrite in nginx, above the include")
        case "set-query-parameter":
            way.isQueryUnchanged = false
            note("is not carried over")
        case "cors":
            note(
                "is not carried over",
                hint: "include gatehouse_cors.conf above gatehouse_protect.conf, and list the origins in "
                    + "a map $gatehouse_cors_origin")
        case "rate-limit", "rate-limit-by-key", "quota", "quota-by-key", "llm-token-limit",
            "azure-openai-token-limit":
            note("is not carried over", hint: "nginx has limit_req and limit_conn")
        default: note("is not carried over")
        }
    }

    /// Notes a `choose` that decides nothing.
    func noteIdleChoice() { note("decides nothing about tokens, and is not carried over") }

    private func filterAddresses(on way: inout RequestWay) {
        let verb = element["action"]?.value
        var addresses: [String] = []
        var isWhole = verb == "allow" || verb == "forbid"
        for child in element.elements {
            let text = child.texts.first?.text ?? ""
            guard child.name == "address", case .text(let address) = context.value(text, line: child.line),
                Self.isAddress(address)
            else {
                isWhole = false
                continue
            }
            addresses.append(address)
        }
        if verb == "allow" {
            let wasContradictory = way.addresses.isContradictory
            way.addresses.allow(addresses, line: element.line, isPartial: !isWhole)
            if way.addresses.isContradictory, !wasContradictory {
                note(
                    "allows other addresses than one before it: all requests are refused in their place",
                    hint: AddressRules.hint)
            }
        } else if isWhole {
            way.addresses.forbid(addresses)
        } else {
            // What is allowed can do without an address that cannot be read, what is forbidden cannot.
            way.addresses.close("<ip-filter> on line \(element.line)")
        }
        guard !isWhole else { return }
        note(
            "has something else than addresses: "
                + (verb == "allow"
                    ? "what it allows is refused here" : "all requests are refused in its place"),
            hint: "write the ranges as networks: allow 192.0.2.0/24;")
    }

    /// Statements that refuse requests for what only they look at.
    static let refusing: Set<String> = [
        "check-header", "llm-content-safety", "validate-client-certificate", "validate-content",
        "validate-graphql-request", "validate-headers", "validate-odata-request", "validate-parameters",
    ]

    private func note(_ message: String, hint: String? = nil) {
        context.note(element.line, "\(quoted("<\(element.name)>")): \(message)", hint: hint)
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first, parts.count <= 2 else { return false }
        let isVersion4 = IPAddress.isVersion4(address)
        if parts.count == 2, Int(parts[1]).map({ !(0...(isVersion4 ? 32 : 128)).contains($0) }) ?? true {
            return false
        }
        return isVersion4 || IPAddress.isVersion6(address)
    }
}
