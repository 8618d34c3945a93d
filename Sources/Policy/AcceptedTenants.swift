package import JOSE

/// Which tenants of Entra ID would have been accepted, by what kept a token's tenant out.
package enum AcceptedTenants: Hashable, Sendable {
    /// Any tenant but that of personal accounts, which the token is of.
    case anyButPersonal

    /// The tenant that `iss` names, which `tid` does not: the token is none that Entra ID makes.
    case issuerOnly

    /// The tenants that the operator listed, of which the token's is none.
    case listed([GUID])
}

extension AcceptedTenants: CustomStringConvertible {
    package var description: String {
        switch self {
        case .anyButPersonal: "any but the one of personal accounts"
        case .issuerOnly: "the GUID of a tenant in \"iss\""
        case .listed(let tenants): anyOf(tenants.map(\.text))
        }
    }
}
