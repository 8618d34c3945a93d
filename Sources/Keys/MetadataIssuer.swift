package import JOSE
internal import JSON

/// What the `issuer` of a discovery document must be.
package enum MetadataIssuer: Hashable, Sendable {
    /// Anything: the document says whose keys these are.
    case any

    /// A template with a place for the tenant, as Entra ID's documents for many tenants have it.
    case anyTenant

    /// Exactly this text (OpenID Connect Discovery 1.0 section 4.3).
    case exactly(String)

    /// An issuer of one tenant of Entra ID, whichever the document names: what is known is its domain alone.
    case oneTenant

    /// An issuer of this tenant of Entra ID.
    case tenant(GUID)

    /// Whether a document may say so.
    ///
    /// - Parameter issuer: The document's `issuer`; whoever answers at its URL controls it.
    /// - Returns: Whether it is what is expected.
    func accepts(_ issuer: String) -> Bool {
        switch self {
        case .any: !issuer.isEmpty
        case .anyTenant: IssuerTemplate(issuer).hasPlaceholder
        case .exactly(let text): issuer.utf8.elementsEqual(text.utf8)
        case .oneTenant: IssuerTemplate(issuer).namesTenant
        case .tenant(let tenant): IssuerTemplate(issuer).names(tenant)
        }
    }

    /// What is accepted, for messages.
    var acceptedText: String {
        switch self {
        case .any: "a name"
        case .anyTenant: "an issuer with \"{tenantid}\""
        case .exactly(let text): text.quotedForMessage
        case .oneTenant: "an issuer with the GUID of a tenant"
        case .tenant(let tenant): "an issuer of the tenant \(tenant.text)"
        }
    }

    /// Tells this expectation from every other, for the archive.
    var binding: String {
        switch self {
        case .any: "any issuer"
        case .anyTenant: "any tenant"
        case .exactly(let text): "issuer \(text)"
        case .oneTenant: "one tenant"
        case .tenant(let tenant): "tenant \(tenant.text)"
        }
    }
}
