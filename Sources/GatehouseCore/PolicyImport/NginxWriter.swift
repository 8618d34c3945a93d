/// Writes the lines of nginx's configuration that select an import's policies.
struct NginxWriter {
    /// Where the locations are.
    let locations: [ImportedDocument.Location]

    /// The document's name, a part of the names of its maps' variables.
    let name: String

    /// The lines, without a line end after the last.
    func lines() -> [String] {
        var maps: [String] = []
        var blocks: [String] = []
        for location in locations {
            if location.isOpen {
                blocks += ["", "# No token is needed here, unless an outer scope of APIM asks for one:"]
                blocks.append("# \(header(of: location)) {")
                blocks += (location.addresses.lines + ["proxy_pass http://BACKEND;"]).map { "#     " + $0 }
                blocks.append("# }")
                continue
            }
            blocks += ["", "\(header(of: location)) {"]
            blocks += body(of: location, maps: &maps).map { "    " + $0 } + ["}"]
        }
        let http = maps.isEmpty ? [] : ["# In http, below gatehouse_http.conf:"] + maps + [""]
        return http + ["# In server, below gatehouse_server.conf:"] + blocks.dropFirst()
    }

    private func body(of location: ImportedDocument.Location, maps: inout [String]) -> [String] {
        var lines = location.addresses.lines
        let results = location.verdicts.map(\.result)
        if results.allSatisfy({ $0 == results[0] }) {
            guard case .policy(let policy) = results[0] else {
                return lines + ["return 403;"]
                    + (location.candidates.isEmpty ? [] : ["# Perhaps, after a look at the notes, one of:"])
                    + location.candidates.map { "# set $gatehouse_policy \($0);" }
            }
            lines.append("set $gatehouse_policy \(policy);")
        } else {
            let count = maps.count { $0.hasPrefix("map ") }
            let variable = "\(Self.policyVariable)\(Self.word(name))\(count == 0 ? "" : "_\(count + 1)")"
            maps += ["map $request_method \(variable) {"] + location.verdicts.map(entry) + ["}"]
            if results.contains(.refused) { lines.append("if (\(variable) = \"\") { return 403; }") }
            lines.append("set $gatehouse_policy \(variable);")
        }
        if location.hasTokenParameter {
            lines.append("set $gatehouse_token \"\";    # the variable that has it, such as $cookie_NAME")
        }
        lines.append("include gatehouse_protect.conf;")
        for header in location.headers where !Self.included.contains(header.lowercased()) {
            let word = Self.word(header)
            lines.append("auth_request_set \(Self.claimVariable)\(word) $upstream_http_\(word);")
            lines.append("proxy_set_header \(header) \(Self.claimVariable)\(word);")
        }
        if location.dropsAuthorization { lines.append("include gatehouse_strip_token.conf;") }
        return lines + ["proxy_pass http://BACKEND;"]
    }

    private func entry(_ verdict: ImportedDocument.Verdict) -> String {
        let value = if case .policy(let policy) = verdict.result { policy } else { "\"\"" }
        return "    \(verdict.method ?? "default") \(value);"
    }

    private func header(of location: ImportedDocument.Location) -> String {
        switch location.place {
        case .exact(let path): "location = \(path)"
        case .prefix(let path): "location \(path)"
        }
    }

    /// A name as a part of a variable's.
    private static func word(_ name: String) -> String {
        String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// What the variable of a claim header begins with.
    ///
    /// The document names the header, and everything under nginx/ uses variables that begin with `$gatehouse_`: a
    /// header `Roles` or `Policy` among those would take the place of the include's own.
    private static let claimVariable = "$imported_claim_"

    /// What the variable with the policy for a request's method begins with.
    private static let policyVariable = "$imported_policy_"

    /// The headers that gatehouse_protect.conf passes on.
    private static let included: Set<String> = [
        "x-auth-claims", "x-auth-client", "x-auth-email", "x-auth-issuer", "x-auth-name", "x-auth-roles",
        "x-auth-scopes", "x-auth-subject",
    ]
}
