/// A tenant of the stand-in for Microsoft Entra ID.
package enum EntraTenant: String, CaseIterable, Sendable {
    /// A company.
    case contoso = "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e"

    /// Another company.
    case fabrikam = "c1a90f3e-52d7-4b68-8e1f-0d9b7a6c5e4f"

    /// The one tenant of all personal accounts; the GUID is Microsoft's own.
    case consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"

    /// The tenant's id, its `tid`.
    package var identifier: String { rawValue }

    /// The tenant's domain, by which its metadata can be asked for as well.
    package var domain: String { "\(self).example" }

    /// The issuer of the tenant's tokens.
    ///
    /// - Parameters:
    ///   - version: The tokens' version: those of 1 name Microsoft's own host wherever they are made.
    ///   - baseURL: Where the stand-in is.
    /// - Returns: The `iss`.
    package func issuer(version: EntraVersion, baseURL: String) -> String {
        Self.issuer(ofTenant: identifier, version: version, baseURL: baseURL)
    }

    /// The issuer of any tenant's tokens, with a place for the tenant's id.
    package static func issuerTemplate(version: EntraVersion, baseURL: String) -> String {
        issuer(ofTenant: "{tenantid}", version: version, baseURL: baseURL)
    }

    private static func issuer(ofTenant tenant: String, version: EntraVersion, baseURL: String) -> String {
        switch version {
        case .one: "https://sts.windows.net/\(tenant)/"
        case .two: "\(baseURL)/\(tenant)/v2.0"
        }
    }
}

/// The two forms of Entra ID's tokens and metadata; the API that a token is for chooses.
package enum EntraVersion: String, CaseIterable, Sendable {
    case one = "1.0"
    case two = "2.0"
}
