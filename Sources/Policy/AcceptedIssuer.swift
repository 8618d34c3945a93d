package import JOSE

extension TokenPolicy {
    /// An issuer whose tokens are accepted.
    package struct AcceptedIssuer: Hashable, Sendable {
        /// The issuer's name in the configuration.
        package let name: String

        /// What `iss` may be, byte by byte.
        package let identifiers: [String]

        /// Whether `iss` may be anything (`issuer: "*"`).
        package let acceptsAnyIdentifier: Bool

        /// Whether `iss` may also be what the metadata of one of the key sources says its issuer is.
        package let trustsMetadata: Bool

        /// Whose tokens of Entra ID are accepted; `nil` for an issuer that is not configured as one of Entra ID's.
        package let tenants: TenantRule?

        /// Where its keys are in a key snapshot; at least one.
        package let keySources: Range<Int>

        /// Makes an issuer.
        package init(
            name: String, identifiers: [String], acceptsAnyIdentifier: Bool = false,
            trustsMetadata: Bool = false, tenants: TenantRule? = nil, keySources: Range<Int>
        ) {
            precondition(!keySources.isEmpty, "an issuer's keys come from somewhere")
            self.name = name
            self.identifiers = identifiers
            self.acceptsAnyIdentifier = acceptsAnyIdentifier
            self.trustsMetadata = trustsMetadata
            self.tenants = tenants
            self.keySources = keySources
        }

        /// Makes an issuer of one name, or of any when that is `nil`, with keys from one source.
        package init(name: String, identifier: String?, index: Int) {
            self.init(
                name: name, identifiers: identifier.map { [$0] } ?? [],
                acceptsAnyIdentifier: identifier == nil, keySources: index..<(index + 1))
        }
    }
}

/// Which tenants of Entra ID an issuer's tokens may be of.
package struct TenantRule: Hashable, Sendable {
    /// The accepted `tid`; `nil` for those of every tenant that the metadata is for.
    package let allowed: Set<GUID>?

    /// Whether personal accounts are kept out, as `organizations` does.
    package let refusesConsumers: Bool

    /// Makes a rule.
    package init(allowed: [GUID]? = nil, refusesConsumers: Bool = false) {
        self.allowed = allowed.map { Set($0) }
        self.refusesConsumers = refusesConsumers
    }

    /// Which tenants are accepted in place of one that is not.
    ///
    /// - Parameter tenant: The token's tenant. Chosen by the token.
    /// - Returns: `nil` when its tokens are accepted.
    func alternatives(to tenant: GUID) -> AcceptedTenants? {
        if refusesConsumers, tenant.text == Self.consumers { return .anyButPersonal }
        guard let allowed, !allowed.contains(tenant) else { return nil }
        return .listed(allowed.sorted { $0.text < $1.text })
    }

    /// The one tenant of all personal Microsoft accounts.
    private static let consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"
}
