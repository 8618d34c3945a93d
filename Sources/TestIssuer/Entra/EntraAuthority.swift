internal import TestTokens

/// Whom a path of the stand-in for Entra ID is about: one tenant, or many.
enum EntraAuthority {
    case common
    case organizations
    case tenant(EntraTenant)

    /// Reads the first part of a path: a GUID, a domain or a word.
    init?(_ segment: String) {
        switch segment {
        case "common": self = .common
        case "organizations": self = .organizations
        default:
            let tenants = EntraTenant.allCases
            guard let tenant = tenants.first(where: { $0.identifier == segment || $0.domain == segment })
            else { return nil }
            self = .tenant(tenant)
        }
    }

    /// What stands for it in the URLs of its documents: the id, even when the domain was asked for.
    var segment: String {
        switch self {
        case .common: "common"
        case .organizations: "organizations"
        case .tenant(let tenant): tenant.identifier
        }
    }

    /// The `issuer` of its metadata.
    func issuer(version: EntraVersion, baseURL: String) -> String {
        switch self {
        case .common, .organizations: EntraTenant.issuerTemplate(version: version, baseURL: baseURL)
        case .tenant(let tenant): tenant.issuer(version: version, baseURL: baseURL)
        }
    }
}
