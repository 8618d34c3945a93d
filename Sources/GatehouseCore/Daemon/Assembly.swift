internal import JOSE
package import Keys
internal import OpenSSL
internal import Policy

/// Turns what a configuration says into what decides requests.
///
/// Everything that can be wrong with the text of a configuration has been refused when it was read; only files
/// that it names can still be wrong.
package enum Assembly {
    /// The policies, ready to decide.
    ///
    /// - Parameter configuration: The configuration.
    /// - Returns: The policies by name.
    /// - Throws: `KeyFileError` when a file of `decryption-keys` holds no key to decrypt with, or a
    ///   `debug-secret-file` no secret.
    package static func policies(of configuration: Configuration) throws(KeyFileError) -> PolicyTable {
        let positions = Dictionary(
            uniqueKeysWithValues: configuration.issuers.enumerated().map { ($0.element.name, $0.offset) })
        var decryptionKeys: [[DecryptionKey]] = []
        for issuer in configuration.issuers {
            decryptionKeys.append(try DecryptionKeyFiles.keys(issuer.decryptionKeys))
        }
        let sources = keySources(of: configuration)
        var policies: [ProtectionPolicy] = []
        for policy in configuration.policies {
            let indices = policy.issuers.compactMap { positions[$0] }
            policies.append(
                protectionPolicy(
                    policy, position: policies.count,
                    issuers: indices.map {
                        acceptedIssuer(configuration.issuers[$0], keySources: sources[$0])
                    },
                    decryptionKeys: indices.flatMap { decryptionKeys[$0] },
                    debugSecret: try policy.debugSecretFile.map(DebugSecretFile.secret)))
        }
        return PolicyTable(policies)
    }

    /// Where keys come from: the sources of each issuer, one issuer after the other in the order of the configuration.
    package static func keys(of configuration: Configuration) -> [IssuerKeyConfiguration] {
        configuration.issuers.flatMap { issuer in
            zip(sourceNames(of: issuer), issuer.sources).map { name, source in
                IssuerKeyConfiguration(
                    name: name, source: keySource(of: source), access: access(to: issuer.fetching),
                    timing: timing(of: issuer.fetching))
            }
        }
    }

    /// Where the sources of each issuer are in `keys(of:)`.
    private static func keySources(of configuration: Configuration) -> [Range<Int>] {
        var end = 0
        return configuration.issuers.map { issuer in
            defer { end += issuer.sources.count }
            return end..<(end + issuer.sources.count)
        }
    }

    /// What an issuer's sources are called in the log and the archive.
    ///
    /// The issuer's name, with a slash and a number when there are several; no other issuer can have such a name.
    private static func sourceNames(of issuer: IssuerConfiguration) -> [String] {
        guard issuer.sources.count > 1 else { return [issuer.name] }
        return issuer.sources.indices.map { "\(issuer.name)/\($0 + 1)" }
    }

    // MARK: Policies

    private static func acceptedIssuer(
        _ issuer: IssuerConfiguration, keySources: Range<Int>
    ) -> TokenPolicy.AcceptedIssuer {
        TokenPolicy.AcceptedIssuer(
            name: issuer.name, identifiers: issuer.identifiers,
            acceptsAnyIdentifier: issuer.acceptsAnyIdentifier, trustsMetadata: issuer.trustsMetadata,
            tenants: issuer.tenants, keySources: keySources)
    }

    private static func protectionPolicy(
        _ policy: PolicyConfiguration, position: Int, issuers: [TokenPolicy.AcceptedIssuer],
        decryptionKeys: [DecryptionKey], debugSecret: DebugSecret?
    ) -> ProtectionPolicy {
        var rules: [any ClaimsRule] = []
        if let audiences = policy.audiences { rules.append(AudienceRule(audiences: audiences)) }
        if !policy.backendApplications.isEmpty {
            rules.append(BackendApplicationRule(applications: policy.backendApplications))
        }
        if !policy.clientApplications.isEmpty {
            rules.append(ClientApplicationRule(applications: policy.clientApplications))
        }
        rules += policy.requiredClaims.map { RequiredClaimRule($0) }
        rules.append(ScopeRule())
        let names = policy.algorithms ?? Algorithms.asymmetric
        return ProtectionPolicy(
            tokens: TokenPolicy(
                name: policy.name, issuers: issuers,
                algorithms: names.compactMap { SignatureAlgorithm.all[$0] },
                lifetime: LifetimeRule(
                    clockSkew: policy.clockSkew.components.seconds,
                    requiresExpiry: policy.requiresExpirationTime),
                claimsRules: rules, type: policy.tokenType.map(TokenType.init), limits: policy.limits,
                decryptionKeys: decryptionKeys),
            source: policy.tokenSource,
            claimHeaders: ClaimHeaders(policy.claimHeaders, encoding: policy.claimEncoding),
            failedValidation: policy.failedValidation, mode: policy.mode,
            cacheSeconds: policy.cacheTime.components.seconds,
            webServerCacheSeconds: policy.webServerCacheTime.components.seconds, position: position,
            debugSecret: debugSecret)
    }

    // MARK: Keys

    private static func keySource(of source: IssuerConfiguration.KeySource) -> KeySource {
        switch source {
        case .keySet(let url): .keySet(url: url)
        case .keySetFile(let path): .files(KeyFiles(keySetFile: path))
        case .openIDConfiguration(let url, let issuer): .discovery(url: url, issuer: issuer)
        case .signingKeys(let keys): SigningKeyFiles(keys).source
        }
    }

    private static func access(to fetching: KeyFetching) -> RemoteAccess {
        var access = RemoteAccess()
        access.allowsHTTP = fetching.dangerouslyAllowHTTP
        access.caFile = fetching.caFile
        access.clientCertificateFile = fetching.clientCertificate?.certificateFile
        access.clientKeyFile = fetching.clientCertificate?.keyFile
        access.proxy = fetching.proxy
        access.timeout = fetching.fetchTimeout
        return access
    }

    private static func timing(of fetching: KeyFetching) -> KeyTiming {
        var timing = KeyTiming()
        timing.lifetime = fetching.keyLifetime
        timing.maximumStaleness = fetching.maxStale
        timing.keyWait = fetching.keyWait
        return timing
    }
}
