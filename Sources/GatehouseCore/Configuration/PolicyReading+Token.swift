extension PolicyReading {
    /// Reads where a policy's token is and what is asked of it besides its claims.
    ///
    /// - Parameters:
    ///   - map: The policy's entry.
    ///   - policy: The policy; its default stays for each setting that a problem was reported for.
    func readToken(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        if let value = map["require-expiration-time"]?.boolean() { policy.requiresExpirationTime = value }
        if let value = map["require-signed-tokens"], value.boolean() == false {
            value.refuse(
                "not supported: Gatehouse accepts signed tokens only", hint: "remove it, or set it to true")
        }
        if let value = map["clock-skew"]?.duration(in: 0...3600) { policy.clockSkew = value }
        let isAuthorization = readSource(map, into: &policy)
        if !isAuthorization { policy.requiredScheme = nil }
        guard let value = map["require-scheme"], let scheme = value.token(expected: "a scheme") else {
            return
        }
        guard isAuthorization else {
            value.refuse(
                "has no effect unless the token comes in the header \"Authorization\"",
                hint: "remove it")
            return
        }
        policy.requiredScheme = scheme
    }

    /// - Returns: Whether the token comes in the header `Authorization`.
    private func readSource(_ map: YAMLMap, into policy: inout PolicyConfiguration) -> Bool {
        let present = map.present(among: Self.sources)
        if present.count > 1 {
            present[1].value.refuse(
                "\(quoted(present[1].key)) and \(quoted(present[0].key)) exclude each other",
                hint: "a policy takes the token from one place")
        }
        guard let entry = present.first else { return true }
        switch entry.key {
        case "header-name":
            guard let name = entry.value.token(expected: "a header's name") else { return true }
            policy.tokenSource = .header(name: name)
            return name.lowercased() == "authorization"
        case "cookie-name":
            if let name = entry.value.token(expected: "a cookie's name") {
                policy.tokenSource = .cookie(name: name)
            }
        default:
            if let name = entry.value.line(expected: "a query parameter's name", limit: 256) {
                policy.tokenSource = .queryParameter(name: name)
            }
        }
        return false
    }

    private static let sources = ["header-name", "query-parameter-name", "cookie-name"]
}
