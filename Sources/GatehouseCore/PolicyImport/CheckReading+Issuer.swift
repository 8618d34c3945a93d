extension CheckReading {
    /// Reads who signs the tokens.
    ///
    /// - Returns: `false` when there is no key to check with; that was noted.
    func readIssuer(into check: inout TokenCheck, isEntra: Bool) -> Bool {
        var issuer = ImportedIssuer()
        for child in element.elements where child.name == "decryption-keys" {
            issuer.decryptionKeys += decryptionKeys(in: child)
        }
        guard isEntra ? readTenant(into: &issuer) : readKeys(into: &issuer) else { return false }
        check.issuer = issuer
        return true
    }

    private func readTenant(into issuer: inout ImportedIssuer) -> Bool {
        guard let attribute = element["tenant-id"],
            case .text(let text) = context.value(attribute.value, line: attribute.line)
        else {
            context.note(
                element.line,
                "\(shown) has no \"tenant-id\" that can be carried over: the check is not, either")
            return false
        }
        issuer.tenant = tenant(text, attribute)
        guard let endpoint = element["authentication-endpoint"] else { return true }
        guard case .text(let text) = context.value(endpoint.value, line: endpoint.line) else {
            note(endpoint, "is an expression: the check is not carried over")
            return false
        }
        let url = text.contains("://") ? text : "https://" + text
        // Without it, the tenant would be one of the worldwide cloud.
        guard let url = self.url(url.trimmingSlash, line: endpoint.line) else {
            note(endpoint, "cannot be carried over: the check is not, either")
            return false
        }
        issuer.authenticationEndpoint = url
        return true
    }

    /// A tenant as the configuration takes it: a UUID, a domain, `common` or `organizations`.
    private func tenant(_ text: String, _ attribute: PolicyElement.Attribute) -> String {
        var tenant = text.trimmingSlash.lowercased()
        if tenant.hasPrefix("https://") {
            tenant = tenant.split(separator: "/").dropFirst(2).first.map(String.init) ?? ""
        }
        switch tenant {
        case "common", "organizations": return tenant
        case "consumers": return "9188040d-6c67-4c5b-b112-36a304b66dad"
        default: break
        }
        if Self.isUUID(tenant) || Self.isDomain(tenant), !tenant.hasPrefix("named-value-") { return tenant }
        let label = Placeholder.word(text).split { !($0.isLetter || $0.isNumber) }.joined(separator: "-")
        let placeholder = (label.isEmpty ? "tenant" : label.prefix(63).trimmed("-")) + ".invalid"
        note(
            attribute, "is no tenant: \(quoted(placeholder)) stands for it, which lets nobody in",
            hint: "put the tenant's UUID in its place")
        return placeholder
    }

    private func readKeys(into issuer: inout ImportedIssuer) -> Bool {
        var metadata = OrderedSet<String>()
        var identifiers = OrderedSet<String>()
        for child in element.elements {
            switch child.name {
            case "openid-config": if let url = metadataURL(child) { metadata.append(url) }
            case "issuers": identifiers.append(contentsOf: texts(in: child, named: "issuer"))
            default: break
            }
        }
        issuer.metadata = metadata.elements
        issuer.identifiers = identifiers.elements
        issuer.keys = signingKeys(in: element.elements.filter { $0.name == "issuer-signing-keys" })
        restrictTenants(&issuer)
        // With its metadata a check has lost the issuer that it accepts.
        let hadMetadata = element.elements.contains { $0.name == "openid-config" }
        if hadMetadata, issuer.metadata.isEmpty, issuer.identifiers.isEmpty {
            issuer.identifiers = [Self.nothing(element.line)]
            context.note(
                element.line,
                "\(shown) accepts no issuer here: the one it accepts is in metadata that is lost",
                hint: "put the issuer in the place of \(quoted(Self.nothing(element.line)))")
        }
        guard issuer.hasPublicKey || issuer.hasSecret else {
            context.note(
                element.line, "\(shown) has no key that can be carried over: the check is not, either")
            return false
        }
        return true
    }

    /// The URL of an `openid-config`, or `nil` when it cannot be carried over; that was noted.
    private func metadataURL(_ child: PolicyElement) -> String? {
        guard let attribute = child["url"] else {
            context.note(child.line, "\"<openid-config>\" has no \"url\", and is not carried over")
            return nil
        }
        guard case .text(let text) = context.value(attribute.value, line: attribute.line) else {
            context.note(
                attribute.line,
                "\"url\" of \"<openid-config>\" is an expression: what its keys sign is refused here")
            return nil
        }
        return url(text, line: attribute.line)
    }

    /// Takes only the keys from metadata of all of Entra's tenants when the policy lists issuers.
    ///
    /// The issuer in that metadata is a template that every tenant fits.
    private func restrictTenants(_ issuer: inout ImportedIssuer) {
        let shared = issuer.metadata.filter(Self.isOfAllTenants)
        guard !shared.isEmpty else { return }
        if issuer.identifiers.isEmpty {
            context.note(
                element.line,
                "\(shown) has the metadata of all tenants: with it, each tenant's tokens are accepted",
                hint: "to let in some only, put \"tenant-id: common\" in the place of the issuer's "
                    + "\"openid-config\" and \"issuer-from-metadata\", and list their UUIDs in \"tenants\"")
            return
        }
        issuer.metadata.removeAll(where: Self.isOfAllTenants)
        let version = shared.contains { $0.lowercased().contains("/v2.0/") } ? "v2.0/" : ""
        // The metadata of this host has its keys at another one.
        let authority = Self.authority(shared[0]).map { $0 == "sts.windows.net" ? "login.windows.net" : $0 }
        issuer.keySets = ["https://\(authority ?? "")/common/discovery/\(version)keys"]
    }

    /// A URL that the configuration takes, made of one of the document's.
    ///
    /// What stands in braces or angle brackets for something else becomes a word; a host that is no more than a
    /// placeholder gets a domain that no resolver knows (RFC 2606).
    private func url(_ text: String, line: Int) -> String? {
        var url = Self.withoutBrackets(text)
        if url != text {
            context.note(
                line, "the URL has braces or angle brackets, which stand for something else",
                hint: "put the right words in the place of those that begin with \"FILL-IN-\"")
        }
        if url.lowercased().hasPrefix("http:") {
            // What stands before an "@" may be a password.
            let shown = url.contains("@") ? "the URL" : quoted(url)
            context.note(
                line, "\(shown) is without TLS: https: stands there", hint: "see that the issuer has it")
            url = "https:" + url.dropFirst(5)
        }
        let isPlaceholder = ["NAMED-VALUE-", "TERRAFORM-"].contains { url.hasPrefix($0) }
        if isPlaceholder { url = "https://\(url)" }
        let rest = url.dropFirst(8)
        let host = rest.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        if url.hasPrefix("https://"), host.contains("-"), !host.contains(".") {
            let end = isPlaceholder && host.count == rest.count ? "/.well-known/openid-configuration" : ""
            url = "https://\(host).invalid\(rest.dropFirst(host.count))\(end)"
        }
        guard let fault = WebAddress.fault(of: url, allowsHTTP: false) else { return url }
        context.note(line, "the URL is not carried over: \(fault.message)", hint: fault.hint)
        return nil
    }

    private static func withoutBrackets(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 == "{" || $0 == "<" }) {
            let closer: Character = rest[start] == "{" ? "}" : ">"
            let inner = rest[rest.index(after: start)...]
            guard let end = inner.firstIndex(of: closer) else { break }
            result += rest[..<start] + "FILL-IN-" + Placeholder.word(String(inner[..<end]))
            rest = inner[inner.index(after: end)...]
        }
        return result + rest
    }

    /// Whether a URL is of metadata in which the issuer is a template.
    ///
    /// A URL's host is the same in any case, and to Entra its tenant is, too.
    private static func isOfAllTenants(_ url: String) -> Bool {
        let parts = url.lowercased().split { "/?#".contains($0) }
        guard parts.count > 2, let authority = authority(url) else { return false }
        let host = authority.prefix { $0 != ":" }
        let isEntra = host.hasPrefix("login.") || IssuerIdentity.entraHosts.contains(String(host))
        // What is encoded may be either.
        return isEntra && (["common", "organizations"].contains(parts[2]) || parts[2].contains("%"))
    }

    /// The host and port of a URL, in small letters.
    private static func authority(_ url: String) -> String? {
        url.lowercased().split { "/?#".contains($0) }.dropFirst().first.map(String.init)
    }

    private static func isDomain(_ text: String) -> Bool {
        text.utf8.count <= 253 && text.contains(".")
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }
}

extension Substring {
    fileprivate func trimmed(_ end: Character) -> String { last == end ? String(dropLast()) : String(self) }
}

extension String {
    fileprivate var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
