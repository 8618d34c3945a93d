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
        var policies: [ProtectionPolicy] = []
        for policy in configuration.policies {
            let indices = policy.issuers.compactMap { positions[$0] }
            policies.append(
                protectionPolicy(
                    policy, issuers: indices.map { acceptedIssuer(configuration.issuers[$0], index: $0) },
                    decryptionKeys: indices.flatMap { decryptionKeys[$0] },
                    debugSecret: try policy.debugSecretFile.map(DebugSecretFile.secret)))
        }
        return PolicyTable(policies)
    }

    /// Where each issuer's keys come from, in the order of the configuration.
    package static func keys(of configuration: Configuration) -> [IssuerKeyConfiguration] {
        configuration.issuers.map { issuer in
            IssuerKeyConfiguration(
                name: issuer.name, source: keySource(of: issuer), access: access(to: issuer.fetching),
                timing: timing(of: issuer.fetching))
        }
    }

    // MARK: Policies

    private static func acceptedIssuer(
        _ issuer: IssuerConfiguration, index: Int
    ) -> TokenPolicy.AcceptedIssuer {
        switch issuer.identifier {
        case .any: TokenPolicy.AcceptedIssuer(name: issuer.name, identifier: nil, index: index)
        case .exactly(let text): TokenPolicy.AcceptedIssuer(name: issuer.name, identifier: text, index: index)
        }
    }

    private static func protectionPolicy(
        _ policy: PolicyConfiguration, issuers: [TokenPolicy.AcceptedIssuer], decryptionKeys: [DecryptionKey],
        debugSecret: DebugSecret?
    ) -> ProtectionPolicy {
        var rules: [any ClaimsRule] = []
        if let audiences = policy.audiences { rules.append(AudienceRule(audiences: audiences)) }
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
            webServerCacheSeconds: policy.webServerCacheTime.components.seconds, debugSecret: debugSecret)
    }

    // MARK: Keys

    private static func keySource(of issuer: IssuerConfiguration) -> KeySource {
        switch issuer.source {
        case .keySet(let url): .keySet(url: url)
        case .keySetFile(let path): .files(KeyFiles(keySetFile: path))
        case .openIDConfiguration(let url):
            // The issuer is always an exact one here: `*` is refused beside `openid-config`.
            .discovery(url: url, expectedIssuer: acceptedIssuer(issuer, index: 0).identifier ?? "")
        case .signingKeys(let keys): .files(SigningKeyFiles(keys).files)
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
