internal import JSON
internal import Policy

extension Diagnosis {
    /// Why `iss` is not one that is accepted.
    ///
    /// - Parameters:
    ///   - seen: The token's `iss`. Chosen by the token.
    ///   - accepted: What the policy accepts.
    /// - Returns: The likely cause and its mend.
    func issuerHint(seen: String?, accepted: [String]) -> String {
        guard let seen else {
            return "the token has no \"iss\", or one that is no text: it may be another program's token"
        }
        if let other = accepted.first(where: { $0 == seen + "/" || $0 + "/" == seen }) {
            let (longer, shorter) =
                other.count > seen.count ? ("the policy's", "the token's") : ("the token's", "the policy's")
            return "\(longer) has a slash at the end and \(shorter) has none: write \"issuer\" byte by byte "
                + "as the token has it"
        }
        if let other = accepted.first(where: { $0.lowercased() == seen.lowercased() }) {
            return "it differs from \(other.quotedForMessage) only in upper and lower case, which counts"
        }
        if let here = EntraIssuer(seen) {
            return entraHint(here, accepted: accepted.compactMap(EntraIssuer.init))
        }
        if accepted.contains(where: { Self.withoutScheme($0) == Self.withoutScheme(seen) }) {
            return
                "one has \"https://\" and the other has not: write \"issuer\" byte by byte as the token has it"
        }
        return
            "compare \"iss\" and the issuer's \"issuer\" byte by byte; if the token is another provider's, "
            + "get one from the right provider or list this one under \"issuers\""
    }

    /// Why the token's tenant of Entra ID is not one that is accepted.
    ///
    /// - Parameters:
    ///   - seen: The token's `tid`. Chosen by the token.
    ///   - accepted: Which tenants would have been accepted.
    /// - Returns: The likely cause and its mend.
    func tenantHint(seen: String?, accepted: AcceptedTenants) -> String {
        guard seen != nil else {
            return "the token has no \"tid\", which Entra ID's access tokens always have: send one of those"
        }
        switch accepted {
        case .anyButPersonal:
            return
                "the token is a personal Microsoft account's: sign in with one of work or school, or set "
                + "\"tenant-id: common\", and add this tenant to \"tenants\" where there are any"
        case .issuerOnly:
            return
                "in Entra ID's tokens \"tid\" is the tenant that \"iss\" names, so it did not make this one: "
                + "send a token as it comes from there"
        case .listed:
            return "sign in to a tenant that is accepted, or add this one to the issuer's \"tenants\""
        }
    }

    private func entraHint(_ seen: EntraIssuer, accepted: [EntraIssuer]) -> String {
        if accepted.contains(where: { $0.tenant == seen.tenant && $0.version != seen.version }) {
            switch seen.version {
            case .v1:
                return
                    "Entra ID made a v1 token, and the policy accepts v2: set \"requestedAccessTokenVersion\" "
                    + "to 2 in the manifest of the API's app registration, or let \"tenant-id\" accept both"
            case .v2:
                return
                    "Entra ID made a v2 token, and the policy accepts v1: set \"requestedAccessTokenVersion\" "
                    + "to null in the manifest of the API's app registration, or let \"tenant-id\" accept both"
            }
        }
        guard !accepted.isEmpty else {
            return "Entra ID made this token, and the policy accepts none of its tenants: add an issuer with "
                + "\"tenant-id\", or get a token from the right provider"
        }
        return
            "the token is of the Entra ID tenant \(seen.tenant.quotedForMessage), which the policy does not "
            + "accept: sign in to the right tenant, or list this one"
    }

    private static func withoutScheme(_ text: String) -> Substring {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            return text.dropFirst(scheme.count)
        }
        return text[...]
    }
}

/// An `iss` as Entra ID writes it (field of the `login` and `sts` hosts of its clouds).
struct EntraIssuer: Hashable {
    enum Version {
        case v1
        case v2
    }

    let version: Version

    /// The tenant's GUID; any text, since nobody has checked it.
    let tenant: String

    /// Reads an `iss`; `nil` when it is not Entra ID's.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "https:", parts[1].isEmpty else { return nil }
        if Self.firstHosts.contains(parts[2]), parts[4].isEmpty {
            version = .v1
        } else if Self.secondHosts.contains(parts[2]), parts[4] == "v2.0" {
            version = .v2
        } else {
            return nil
        }
        tenant = parts[3]
    }

    private static let firstHosts = ["sts.windows.net", "sts.chinacloudapi.cn"]
    private static let secondHosts = [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn",
    ]
}
