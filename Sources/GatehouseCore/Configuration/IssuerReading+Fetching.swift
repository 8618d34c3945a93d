extension IssuerReading {
    /// Reads how an issuer's keys are fetched.
    ///
    /// - Parameters:
    ///   - map: The issuer's entry.
    ///   - allowsHTTP: Whether `http:` URLs are allowed.
    /// - Returns: The settings; the default stands for each that a problem was reported for.
    func fetching(_ map: YAMLMap, allowsHTTP: Bool) -> KeyFetching {
        let settings = map.present(among: Self.fetchingKeys)
        if let source = map.present(among: ["jwks-file", "issuer-signing-keys"]).first,
            map.present(among: ["jwks", "openid-config", "tenant-id"]).isEmpty
        {
            for setting in settings {
                setting.value.refuse(
                    "has no effect on \(quoted(source.key)): nothing is fetched",
                    hint: "remove it")
            }
            return KeyFetching()
        }
        var fetching = KeyFetching()
        fetching.dangerouslyAllowHTTP = allowsHTTP
        fetching.caFile = map["ca-file"].flatMap { files.readableFile($0) }
        fetching.clientCertificate = clientCertificate(map)
        fetching.proxy = map["proxy"].flatMap { $0.url(expected: "a proxy's URL", allowsHTTP: true) }
        if let value = map["key-lifetime"]?.duration(in: 300...86400) { fetching.keyLifetime = value }
        if let value = map["max-stale"]?.duration(in: 60...2_592_000) { fetching.maxStale = value }
        if let value = map["key-wait"]?.duration(in: 1...10) { fetching.keyWait = value }
        if let value = map["fetch-timeout"]?.duration(in: 1...60) { fetching.fetchTimeout = value }
        return fetching
    }

    private func clientCertificate(_ map: YAMLMap) -> KeyFetching.ClientCertificate? {
        switch (map["client-certificate"], map["client-key"]) {
        case (nil, nil):
            return nil
        case (.some(let certificate), nil):
            certificate.refuse("needs \"client-key\"")
            return nil
        case (nil, .some(let key)):
            key.refuse("needs \"client-certificate\"")
            return nil
        case (.some(let certificate), .some(let key)):
            let certificateFile = files.readableFile(certificate)
            let keyFile = files.readableFile(key, isSecret: true)
            guard let certificateFile, let keyFile else { return nil }
            return KeyFetching.ClientCertificate(certificateFile: certificateFile, keyFile: keyFile)
        }
    }

    private static let fetchingKeys = [
        "dangerously-allow-http", "ca-file", "client-certificate", "client-key", "proxy", "key-lifetime",
        "max-stale", "key-wait", "fetch-timeout",
    ]
}
