internal import JOSE

/// Reads the entries of `policies`.
struct PolicyReading {
    /// The keys of `issuers`, those with problems included, so that one mistake is reported once.
    let issuerNames: [String]

    /// The issuers without problems.
    let issuers: [IssuerConfiguration]

    /// The files that entries name.
    let files: FileReferences

    /// Reads one entry.
    ///
    /// Every part is read, whatever is wrong with another, so that all problems are reported.
    ///
    /// - Parameters:
    ///   - name: The entry's key.
    ///   - value: What stands behind it.
    /// - Returns: The policy, or `nil` when it could not even be begun. The problem collector knows whether it
    ///   is whole.
    func policy(named name: String, _ value: YAMLValue) -> PolicyConfiguration? {
        guard let map = value.map(expected: "a map of a policy's settings") else { return nil }
        map.refuseUnknownKeys(.policy)
        let listedIssuers = issuerNames(map)
        var policy = PolicyConfiguration(name: name, issuers: listedIssuers.map(\.text))
        policy.audiences = audiences(map)
        readApplications(map, into: &policy)
        let algorithms = map["algorithms"].flatMap(Algorithms.read)
        policy.algorithms = algorithms.map { $0.map(\.text) }
        if map["algorithms"] == nil || algorithms?.isEmpty == false {
            KeyFit(issuers: listedIssuers, configurations: issuers, algorithms: algorithms).report()
        }
        readToken(map, into: &policy)
        readFailure(map, into: &policy)
        if let claims = map["required-claims"] { policy.requiredClaims = ClaimReading.requiredClaims(claims) }
        policy.claimHeaders = ClaimReading.headers(map)
        policy.debugSecretFile = map["debug-secret-file"].flatMap { files.readableFile($0, isSecret: true) }
        if let value = map["claim-encoding"]?.choice(of: ClaimHeaders.Encoding.self) {
            policy.claimEncoding = value
        }
        if let value = map["decision-cache-seconds"]?.duration(in: 0...3600) { policy.cacheTime = value }
        readWebServerCache(map, into: &policy)
        if let value = map["mode"]?.choice(of: ProtectionPolicy.Mode.self) { policy.mode = value }
        return policy
    }

    /// Reads how long the web server's cache may repeat a permission.
    ///
    /// The key of that cache, in gatehouse_cache_server.conf, has the Authorization header in it and no other place
    /// where a token may be: there, one caller would be let in with another's permission.
    private func readWebServerCache(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        guard let value = map["web-server-cache-seconds"], let time = value.duration(in: 0...3600) else {
            return
        }
        policy.webServerCacheTime = time
        if time > .zero, policy.tokenSource.parameter != TokenSource.authorization {
            value.refuse(
                "needs the token in the header \"Authorization\"",
                hint: "nginx's cache cannot tell apart tokens that are somewhere else")
        }
    }

    private func issuerNames(_ map: YAMLMap) -> [(value: YAMLValue, text: String)] {
        guard let value = map["issuers"] else {
            map.value.refuse(
                "missing \"issuers\"", hint: "name one or more entries of the file's \"issuers\"")
            return []
        }
        let listed = value.lines(expected: "a list of issuers' names", element: "an issuer's name") ?? []
        var seen: [IssuerConfiguration] = []
        for (value, name) in listed {
            guard issuerNames.contains(name) else {
                // Without any issuer the file has another problem, and every name would be one more.
                if issuerNames.isEmpty { continue }
                value.refuse(
                    "unknown issuer \(quoted(name))",
                    hint: Suggestion.hint(for: name, among: issuerNames) ?? known)
                continue
            }
            guard let issuer = issuers.first(where: { $0.name == name }) else { continue }
            if let other = seen.first(where: { $0.sharesIdentifier(with: issuer) }) {
                value.refuse(
                    "\(quoted(name)) has the same \"issuer\" as \(quoted(other.name))",
                    hint: "a token could belong to either: list one of them")
            }
            seen.append(issuer)
        }
        return listed
    }

    private var known: String {
        "the file has " + issuerNames.prefix(5).map { quoted($0) }.joined(separator: ", ")
    }

    private func audiences(_ map: YAMLMap) -> [String]? {
        guard let value = map["audiences"] else {
            guard map["backend-application-ids"] == nil else { return nil }
            map.value.warn(
                "no \"audiences\": a token that these issuers made for any other API is accepted",
                hint: "list the \"aud\" of this API")
            return nil
        }
        return value.lines(expected: "a list of audiences", element: "an audience")?.map(\.text)
    }

    private func readApplications(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        let expected = "a list of applications' GUIDs"
        let element = "the GUID of an application"
        if let value = map["client-application-ids"] {
            policy.clientApplications = value.guids(expected: expected, element: element) ?? []
        }
        if let value = map["backend-application-ids"] {
            policy.backendApplications = value.guids(expected: expected, element: element) ?? []
        }
    }

    private func readFailure(_ map: YAMLMap, into policy: inout PolicyConfiguration) {
        policy.failedValidation = ProtectionPolicy.FailedValidation(
            status: map["failed-validation-httpcode"]?.integer(in: 400...599, of: "an HTTP status"),
            message: map["failed-validation-error-message"]?.line(expected: "a message", limit: 1024))
    }
}

extension IssuerConfiguration {
    /// Whether a token could belong to either, as far as that shows in the file.
    fileprivate func sharesIdentifier(with other: IssuerConfiguration) -> Bool {
        if acceptsAnyIdentifier && other.acceptsAnyIdentifier { return true }
        if identifiers.contains(where: { other.identifiers.contains($0) }) { return true }
        return trustsMetadata && other.trustsMetadata && sources == other.sources && tenants == other.tenants
    }
}
