package import JOSE

extension TokenPolicy {
    /// Whose token it is, by what it says itself.
    package enum IssuerFinding {
        /// An accepted issuer's, to be judged by the keys of these sources.
        case accepted(AcceptedIssuer, keySources: Range<Int>)

        /// That of none that is accepted.
        case notAccepted

        /// An accepted issuer's of Entra ID, but of a tenant that is not.
        case tenantNotAccepted(accepted: AcceptedTenants)
    }

    /// Finds the issuer that a token names, if the policy accepts it.
    ///
    /// A configured name goes before one that metadata says, there Entra ID's before another's, and that before `*`.
    /// A token of Entra ID is judged only by the keys that came with the metadata of its own version, as Entra's manual
    /// wants it.
    ///
    /// - Parameters:
    ///   - identifier: The token's `iss`. Chosen by the token.
    ///   - tenant: The token's `tid`; looked at only when `looksAtTenants`. Chosen by the token.
    ///   - metadata: What each key source's metadata says its issuer is; whoever publishes it controls that.
    /// - Returns: The issuer with the sources of its keys, or why there is none.
    package func issuer(
        named identifier: String?, tenant: String?, metadata: [String?]
    ) -> IssuerFinding {
        guard let identifier else { return unnamedIssuer ?? .notAccepted }
        for issuer in issuers where issuer.identifiers.containsText(identifier) {
            return .accepted(issuer, keySources: issuer.keySources)
        }
        guard looksAtTenants else { return unnamedIssuer ?? .notAccepted }
        var refused: AcceptedTenants?
        for issuer in issuers where issuer.trustsMetadata && issuer.tenants != nil {
            for source in issuer.keySources {
                guard let text = metadata[source] else { continue }
                switch issuer.match(identifier, tenant: tenant, metadata: IssuerTemplate(text)) {
                case .none: continue
                case .otherTenant(let accepted):
                    // Where `iss` and `tid` fit together, what else was wrong says more.
                    if refused == nil || refused == .issuerOnly { refused = accepted }
                case .whole: return .accepted(issuer, keySources: source..<(source + 1))
                }
            }
        }
        // Whoever publishes metadata chooses the name in it. When two say the same one, who has a right to it cannot be
        // told, and neither may sign for the other.
        let others = issuers.filter { issuer in
            issuer.trustsMetadata && issuer.tenants == nil
                && issuer.keySources.contains { source in
                    metadata[source].map {
                        issuer.match(identifier, tenant: tenant, metadata: IssuerTemplate($0)).isWhole
                    } ?? false
                }
        }
        if others.count > 1 { return .notAccepted }
        if let only = others.first { return .accepted(only, keySources: only.keySources) }
        if let unnamedIssuer { return unnamedIssuer }
        return refused.map { .tenantNotAccepted(accepted: $0) } ?? .notAccepted
    }

    private var unnamedIssuer: IssuerFinding? {
        issuers.first(where: \.acceptsAnyIdentifier).map { .accepted($0, keySources: $0.keySources) }
    }
}

extension TokenPolicy.AcceptedIssuer {
    fileprivate enum Match {
        case none
        case otherTenant(accepted: AcceptedTenants)
        case whole

        var isWhole: Bool {
            if case .whole = self { true } else { false }
        }
    }

    fileprivate func match(_ identifier: String, tenant: String?, metadata: IssuerTemplate) -> Match {
        guard let tenants else {
            let expected = metadata.issuer(ofTenant: tenant)
            return expected?.isSameText(as: identifier) == true ? .whole : .none
        }
        let isSame = metadata.issuer(ofTenant: tenant)?.isSameText(as: identifier) == true
        let resembles = isSame || metadata.hasPlaceholder && identifier.hasPrefix(metadata.beginning)
        guard resembles else { return .none }
        // `tid` and `iss` say the same tenant, or the token is none that Entra ID makes.
        guard isSame, let tenant = tenant.flatMap(GUID.init), IssuerTemplate(identifier).names(tenant)
        else { return .otherTenant(accepted: .issuerOnly) }
        return tenants.alternatives(to: tenant).map { .otherTenant(accepted: $0) } ?? .whole
    }

    /// Whether a key that says whose it is may have signed a token.
    ///
    /// Its issuer, with the token's tenant put in, must be the token's. One exception is Entra ID's own: tokens of
    /// version 1 are signed with keys that name the tenant's issuer of version 2, which the metadata has.
    ///
    /// - Parameters:
    ///   - keyIssuer: The key's `issuer`; whoever publishes the key set controls it.
    ///   - identifier: The token's `iss`. Chosen by the token.
    ///   - tenant: The token's `tid`. Chosen by the token.
    ///   - metadata: What each key source's metadata says its issuer is.
    /// - Returns: `false` also when the key is for any tenant and the token's is no GUID.
    package func accepts(
        keyIssuer: IssuerTemplate, identifier: String?, tenant: String?, metadata: [String?]
    ) -> Bool {
        guard let identifier, let expected = keyIssuer.issuer(ofTenant: tenant) else { return false }
        if expected.isSameText(as: identifier) { return true }
        guard let tenant, GUID(tenant) != nil,
            Self.versionOneHosts.contains(where: { identifier.isSameText(as: "https://\($0)/\(tenant)/") })
        else { return false }
        return keySources.contains { source in
            metadata[source].flatMap { IssuerTemplate($0).issuer(ofTenant: tenant) }?
                .isSameText(as: expected) == true
        }
    }

    /// Who issues tokens of version 1, in the world and in China.
    private static let versionOneHosts = ["sts.windows.net", "sts.chinacloudapi.cn"]
}
