internal import Keys

/// Reads the entries of `issuers`.
struct IssuerReading {
    /// The files that entries name.
    let files: FileReferences

    /// Reads one entry.
    ///
    /// Every part is read, whatever is wrong with another, so that all problems are reported.
    ///
    /// - Parameters:
    ///   - name: The entry's key.
    ///   - value: What stands behind it.
    /// - Returns: The issuer, or `nil` when a problem was reported.
    func issuer(named name: String, _ value: YAMLValue) -> IssuerConfiguration? {
        guard let map = value.map(expected: "a map of an issuer's settings") else { return nil }
        map.refuseUnknownKeys(.issuer)
        let allowsHTTP = map["dangerously-allow-http"].map { $0.boolean() ?? true } ?? false
        let issuer =
            map["tenant-id"] == nil
            ? namedIssuer(name, map, allowsHTTP: allowsHTTP) : tenant(name, map, allowsHTTP: allowsHTTP)
        let fetching = fetching(map, allowsHTTP: allowsHTTP)
        let decryptionKeys = map["decryption-keys"].map(readDecryptionKeys) ?? []
        guard var issuer else { return nil }
        issuer.fetching = fetching
        issuer.decryptionKeys = decryptionKeys
        return issuer
    }

    /// Reads an issuer that says in so many words where its keys are.
    private func namedIssuer(_ name: String, _ map: YAMLMap, allowsHTTP: Bool) -> IssuerConfiguration? {
        for entry in map.present(among: Self.tenantKeys) {
            entry.value.refuse("has no effect without \"tenant-id\"", hint: "remove it")
        }
        let urls = map["openid-config"].map { metadataURLs($0, allowsHTTP: allowsHTTP) } ?? []
        let identity = IssuerIdentity(map, metadataURLs: urls)
        let others = otherSources(map, allowsHTTP: allowsHTTP)
        guard let identity, let others, !urls.isEmpty || !others.isEmpty else { return nil }
        let sources = zip(urls, identity.metadataIssuers).compactMap { url, issuer in
            url.map { IssuerConfiguration.KeySource.openIDConfiguration(url: $0.text, issuer: issuer) }
        }
        guard sources.count == urls.count else { return nil }
        var issuer = IssuerConfiguration(
            name: name, identifiers: identity.identifiers, sources: sources + others)
        issuer.acceptsAnyIdentifier = identity.isAny
        issuer.trustsMetadata = identity.trustsMetadata
        return issuer
    }

    /// Reads `openid-config`: one URL or a list of them.
    ///
    /// - Returns: The URLs with their places, `nil` for each that a problem was reported for.
    private func metadataURLs(_ value: YAMLValue, allowsHTTP: Bool) -> [IssuerIdentity.MetadataURL?] {
        let expected = "the URL of a discovery document"
        let values = value.isText ? [value] : value.list(expected: "\(expected) or a list of them") ?? []
        var seen: [String] = []
        return values.map { value in
            guard let text = value.url(expected: expected, allowsHTTP: allowsHTTP) else { return nil }
            warnAboutHTTP(text, value)
            guard !seen.contains(text) else {
                value.refuse("found \(quoted(text)) a second time")
                return nil
            }
            seen.append(text)
            return IssuerIdentity.MetadataURL(text: text, value: value)
        }
    }

    /// Reads the sources beside `openid-config`; `nil` when a problem was reported.
    private func otherSources(_ map: YAMLMap, allowsHTTP: Bool) -> [IssuerConfiguration.KeySource]? {
        let present = map.present(among: Self.sources)
        guard !present.isEmpty else {
            map.value.refuse("found no keys, expected \(listed(Self.sources + ["tenant-id"]))")
            return nil
        }
        var isGood = true
        var sources: [IssuerConfiguration.KeySource] = []
        for entry in present where entry.key != "openid-config" {
            if let source = source(entry, allowsHTTP: allowsHTTP) {
                sources.append(source)
            } else {
                isGood = false
            }
        }
        return isGood ? sources : nil
    }

    private func source(_ entry: YAMLMap.Entry, allowsHTTP: Bool) -> IssuerConfiguration.KeySource? {
        let value = entry.value
        switch entry.key {
        case "jwks":
            let url = value.url(expected: "the URL of a key set", allowsHTTP: allowsHTTP)
            warnAboutHTTP(url, value)
            return url.map { .keySet(url: $0) }
        case "jwks-file":
            return files.readableFile(value).map { .keySetFile(path: $0) }
        default:
            return signingKeys(value).map { .signingKeys($0) }
        }
    }

    /// Warns about a URL whose answer anybody on the way can change.
    func warnAboutHTTP(_ url: String?, _ value: YAMLValue) {
        guard let url, url.lowercased().hasPrefix("http:") else { return }
        value.warn("keys are fetched without TLS: anyone on the way can forge tokens", hint: "use https:")
    }

    /// The settings that say where keys are, which `tenant-id` says as well.
    static let sources = ["openid-config", "jwks", "jwks-file", "issuer-signing-keys"]

    private static let tenantKeys = ["tenants", "application-id", "authentication-endpoint"]
}
