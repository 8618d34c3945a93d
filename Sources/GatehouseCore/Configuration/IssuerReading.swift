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
        let identifier = identifier(map)
        let source = source(map, allowsHTTP: allowsHTTP)
        let fetching = fetching(map, allowsHTTP: allowsHTTP)
        let decryptionKeys = map["decryption-keys"].map(readDecryptionKeys) ?? []
        guard let identifier, let source else { return nil }
        var issuer = IssuerConfiguration(name: name, identifier: identifier, source: source)
        issuer.fetching = fetching
        issuer.decryptionKeys = decryptionKeys
        return issuer
    }

    private func source(_ map: YAMLMap, allowsHTTP: Bool) -> IssuerConfiguration.KeySource? {
        let present = map.present(among: Self.sources)
        guard present.count < 2 else {
            present[1].value.refuse(
                "\(quoted(present[1].key)) and \(quoted(present[0].key)) exclude each other",
                hint: "an issuer's keys come from one place: write one issuer for each")
            return nil
        }
        guard let entry = present.first else {
            map.value.refuse("found no keys, expected \(listed(Self.sources))")
            return nil
        }
        let value = entry.value
        switch entry.key {
        case "openid-config":
            let url = value.url(expected: "the URL of a discovery document", allowsHTTP: allowsHTTP)
            warnAboutHTTP(url, value)
            return url.map { .openIDConfiguration(url: $0) }
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

    private func warnAboutHTTP(_ url: String?, _ value: YAMLValue) {
        guard let url, url.lowercased().hasPrefix("http:") else { return }
        value.warn("keys are fetched without TLS: anyone on the way can forge tokens", hint: "use https:")
    }

    private func identifier(_ map: YAMLMap) -> IssuerConfiguration.Identifier? {
        if let value = map["issuer"] {
            let text = value.line(expected: "the \"iss\" of its tokens")
            guard text == "*" else { return text.map { .exactly($0) } }
            guard map["openid-config"] == nil else {
                value.refuse(
                    "\"*\" cannot be used with \"openid-config\", whose document names its issuer",
                    hint: "give the issuer, or the key set's URL as \"jwks\"")
                return nil
            }
            return .any
        }
        guard let value = map["openid-config"] else {
            map.value.refuse(
                "missing \"issuer\"", hint: "give the \"iss\" that its tokens have, or \"*\" not to check it")
            return nil
        }
        // What is no text is reported where the URL is read.
        guard value.isText, let url = value.text() else { return nil }
        guard url.hasSuffix(Self.discoveryPath) else {
            map.value.refuse(
                "missing \"issuer\", and \"openid-config\" does not end in \(quoted(Self.discoveryPath))",
                hint: "give the \"iss\" that its tokens have")
            return nil
        }
        return .exactly(String(url.dropLast(Self.discoveryPath.count)))
    }

    private func signingKeys(_ value: YAMLValue) -> [SigningKey]? {
        guard let elements = value.list(expected: "a list of keys") else { return nil }
        var ids: [String] = []
        let keys = elements.map { element -> SigningKey? in
            guard let map = element.map(expected: "a map with \"secret-file\" or \"pem-file\"") else {
                return nil
            }
            map.refuseUnknownKeys(.signingKey)
            let id = map["id"].flatMap { $0.line(expected: "a key's \"kid\"") }
            if let id, ids.contains(id) { map["id"]?.refuse("found \(quoted(id)) a second time") }
            ids += id.map { [$0] } ?? []
            return material(map).map { SigningKey(id: id, material: $0) }
        }
        return keys.contains(nil) ? nil : keys.compactMap(\.self)
    }

    private func material(_ map: YAMLMap) -> SigningKey.Material? {
        switch (map["secret-file"], map["pem-file"]) {
        case (nil, nil):
            map.value.refuse("found no key, expected \"secret-file\" or \"pem-file\"")
            return nil
        case (.some, .some(let pem)):
            pem.refuse("\"pem-file\" and \"secret-file\" exclude each other", hint: "write one key for each")
            return nil
        case (.some(let secret), nil):
            return files.readableFile(secret, isSecret: true).map { .secretFile(path: $0) }
        case (nil, .some(let pem)):
            return files.readableFile(pem).map { .pemFile(path: $0) }
        }
    }

    private static let discoveryPath = "/.well-known/openid-configuration"
    private static let sources = ["openid-config", "jwks", "jwks-file", "signing-keys"]
}
