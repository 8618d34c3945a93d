internal import JOSE
internal import Policy

/// Reads what a policy says about claims.
enum ClaimReading {
    /// Reads `required-claims`.
    ///
    /// - Parameter value: The list in the file.
    /// - Returns: The good entries; the others are reported.
    static func requiredClaims(_ value: YAMLValue) -> [ClaimRequirement] {
        let elements = value.list(expected: "a list of claims") ?? []
        return elements.compactMap(requiredClaim)
    }

    /// Reads `claim-headers` and `output-token-variable-name`.
    ///
    /// - Parameter map: The policy's entry.
    /// - Returns: The good headers; the others are reported.
    static func headers(_ map: YAMLMap) -> [ClaimHeader] {
        let headers = map["claim-headers"].map(claimHeaders) ?? []
        guard let value = map["output-token-variable-name"],
            let name = value.line(expected: "a header's name"),
            isHeaderName(name, value)
        else { return headers }
        guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
            value.refuse(
                "\(quoted(name)) is also in \"claim-headers\"", hint: "remove it from one of the two")
            return headers
        }
        return headers + [ClaimHeader(name: name, content: .payload)]
    }

    private static func claimHeaders(_ value: YAMLValue) -> [ClaimHeader] {
        let expected = "a map of header names to claims"
        guard let map = value.map(expected: expected) else { return [] }
        if map.entries.isEmpty { value.refuse("is empty, expected \(expected)") }
        var seen: Set<String> = []
        return map.entries.compactMap { entry in
            let isNew = seen.insert(entry.key.lowercased()).inserted
            if !isNew { entry.value.refuse("the same header a second time: case makes no difference") }
            let isGood = isNew && isHeaderName(entry.key, entry.value)
            let content = content(entry.value)
            guard isGood, let content else { return nil }
            return ClaimHeader(name: entry.key, content: content)
        }
    }

    private static func requiredClaim(_ value: YAMLValue) -> ClaimRequirement? {
        guard let map = value.map(expected: "a map with \"name\"") else { return nil }
        map.refuseUnknownKeys(.claim)
        if map["name"] == nil { value.refuse("missing \"name\"") }
        let claim = map["name"].flatMap(path)
        let separator = map["separator"].flatMap(separator)
        let values = map["values"].flatMap { self.values($0, separator: separator) }
        let match = map["match"]?.choice(of: ClaimRequirement.Match.self)
        if map["values"] == nil || values?.isEmpty == true {
            for entry in map.present(among: ["match", "separator"]) {
                entry.value.refuse("has no effect without \"values\"", hint: "remove it")
            }
        }
        guard let claim else { return nil }
        return ClaimRequirement(
            path: claim, match: match ?? .all, separator: separator, values: values ?? [])
    }

    private static func values(_ value: YAMLValue, separator: String?) -> [String]? {
        let elements = value.list(expected: "a list of values", canBeEmpty: true)
        return elements?.reduce(into: []) { values, element in
            let text = element.text(expected: "text, a number, true or false")
            defer { values.append(text ?? "") }
            guard let text else { return }
            if values.contains(text) {
                element.refuse("found \(quoted(text)) a second time")
            } else if let separator, text.isEmpty || text.contains(separator) {
                let reason = text.isEmpty ? "is empty" : "contains the separator"
                element.refuse("\(quoted(text)) can never match: it \(reason)")
            }
        }
    }

    private static func separator(_ value: YAMLValue) -> String? {
        guard let text = value.text(expected: "a separator") else { return nil }
        guard text.isEmpty else { return text }
        value.refuse("is empty, expected a separator")
        return nil
    }

    private static func path(_ value: YAMLValue) -> ClaimPath? {
        guard let text = value.line(expected: "a claim's name") else { return nil }
        guard let path = ClaimPath(text) else {
            value.refuse(
                "found \(quoted(text)), expected a claim's name or names with dots between",
                hint: "a dot inside a name is written \\., a backslash \\\\")
            return nil
        }
        return path
    }

    private static func content(_ value: YAMLValue) -> ClaimHeader.Content? {
        guard value.isText, let text = value.text(), text.hasPrefix("@") else {
            return path(value).map { .claim($0) }
        }
        guard text == payload else {
            value.refuse(
                "found \(quoted(text)), expected a claim's name or \(quoted(payload))",
                hint: Suggestion.hint(for: text, among: [payload]))
            return nil
        }
        return .payload
    }

    private static func isHeaderName(_ name: String, _ value: YAMLValue) -> Bool {
        if !HeaderName.isToken(name) {
            value.refuse("found the header name \(quoted(name)), expected letters, digits and \"-\"")
        } else if name.contains("_") {
            value.refuse(
                "found \"_\" in the header name: web servers cannot tell it from \"-\"",
                hint:
                    "write \(quoted(name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")))"
            )
        } else if HeaderName.isReserved(name) {
            value.refuse(
                "cannot carry a claim: HTTP, the web server or Gatehouse uses this header",
                hint: "choose a name such as \"X-Auth-Subject\"")
        } else {
            return true
        }
        return false
    }

    private static let payload = "@payload"
}
