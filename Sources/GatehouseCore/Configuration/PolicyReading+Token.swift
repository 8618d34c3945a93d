internal import JOSE

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
                "found \"false\", expected true: Gatehouse never accepts unsigned tokens",
                hint: "remove it, or set it to true")
        }
        if let value = map["clock-skew"]?.duration(in: 0...3600) { policy.clockSkew = value }
        readLimits(map, into: &policy)
        readSource(map, into: &policy)
        guard let value = map["require-scheme"], let scheme = value.token(expected: "a scheme") else {
            return
        }
        guard case .header(let name, .some) = policy.tokenSource else {
            value.warn(
                "has no effect unless the token comes in the header \"Authorization\", as in API Management",
                hint: "remove it")
            return
        }
        policy.tokenSource = .header(name: name, scheme: scheme)
    }

    private func readLimits(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        policy.tokenType = map["token-type"]?.line(expected: "a \"typ\" such as at+jwt", limit: 128)
        // A request's parameters have 64 KiB, so no token is longer.
        if let value = map["token-length-limit"]?.integer(in: 1_024...65_536, of: "bytes") {
            policy.limits.token = value
        }
        if let value = map["header-length-limit"]?.integer(in: 256...65_536, of: "bytes") {
            policy.limits.header = value
        }
        if let value = map["claims-length-limit"]?.integer(in: 256...65_536, of: "bytes") {
            policy.limits.claims = value
        }
    }

    private func readSource(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        let present = map.present(among: Self.sources)
        if present.count > 1 {
            present[1].value.refuse(
                "\(quoted(present[1].key)) and \(quoted(present[0].key)) exclude each other",
                hint: "a policy takes the token from one place")
        }
        guard let entry = present.first else { return }
        switch entry.key {
        case "header-name":
            guard let name = entry.value.token(expected: "a header's name") else { return }
            let isAuthorization = name.lowercased() == "authorization"
            policy.tokenSource = .header(name: name, scheme: isAuthorization ? "Bearer" : nil)
        case "token-parameter-name":
            guard let name = parameterName(entry.value) else { return }
            policy.tokenSource = .parameter(name: name)
        case "cookie-name":
            guard let name = entry.value.token(expected: "a cookie's name") else { return }
            policy.tokenSource = .cookie(name: name)
        default:
            guard let name = entry.value.line(expected: "a query parameter's name", limit: 256) else {
                return
            }
            policy.tokenSource = .query(name: name)
        }
    }

    /// Reads the name of a FastCGI parameter that the web server's administrator fills.
    private func parameterName(_ value: YAMLValue) -> String? {
        let expected = "a FastCGI parameter's name of letters, digits and \"_\""
        guard let name = value.line(expected: expected, limit: 256) else { return nil }
        let isWord = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isWord, name.first?.isNumber == false else {
            value.refuse("found \(quoted(name)), expected \(expected)")
            return nil
        }
        if name.hasPrefix("HTTP_") {
            value.refuse(
                "\(quoted(name)) is a header of the client's", hint: "give the header as \"header-name\"")
        } else if Self.takenParameters.contains(name)
            || name.hasPrefix("GATEHOUSE_") && name != Self.ownParameter
        {
            value.refuse(
                "\(quoted(name)) has another meaning",
                hint: "choose a name such as \(quoted(Self.ownParameter))")
        } else {
            return name
        }
        return nil
    }

    /// A name of ours that has no other meaning.
    private static let ownParameter = "GATEHOUSE_TOKEN"

    /// What RFC 3875 section 4.1 and web servers give a meaning; a token would not be there.
    private static let takenParameters: Set<String> = [
        "CONTENT_LENGTH", "CONTENT_TYPE", "DOCUMENT_ROOT", "DOCUMENT_URI", "FCGI_ROLE", "GATEWAY_INTERFACE",
        "HTTPS",
        "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "REMOTE_PORT", "REQUEST_METHOD", "REQUEST_SCHEME",
        "REQUEST_URI", "SCRIPT_FILENAME", "SCRIPT_NAME", "SERVER_ADDR", "SERVER_NAME", "SERVER_PORT",
        "SERVER_PROTOCOL", "SERVER_SOFTWARE",
    ]

    private static let sources = [
        "header-name", "query-parameter-name", "cookie-name", "token-parameter-name",
    ]
}
