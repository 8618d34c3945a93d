import TestSupport

@testable import GatehouseCore

/// Mistakes with tenants and applications of Entra ID.
extension Mistake {
    private static let issuer = #"issuer: "https://issuer.example", jwks: "https://issuer.example/keys""#
    private static let endpoint = "authentication-endpoint: \"\(EntraGate.baseURL)\""
    private static let contoso = EntraTenant.contoso.identifier
    private static let fabrikam = EntraTenant.fabrikam.identifier
    private static let backend = EntraClaims.backend
    private static let client = EntraClaims.client
    private static let templates = EntraVersion.allCases
        .map { EntraTenant.issuerTemplate(version: $0, baseURL: EntraGate.baseURL) }.joined(separator: ", ")

    /// Sends a token of a tenant whose `tid` is its own, or another.
    private static func sending(_ tenant: EntraTenant, as claimed: EntraTenant? = nil) -> Sending {
        { mint in
            let issuer = tenant.issuer(version: .two, baseURL: EntraGate.baseURL)
            let tid = (claimed ?? tenant).identifier
            return try mint.token(["iss": .string(issuer), "tid": .string(tid)])
        }
    }

    static let tenants = [
        Mistake(
            "a tenant that is not on the list",
            in: [issuer: "tenant-id: common, tenants: [ \(contoso) ], \(endpoint)"],
            sending: sending(.fabrikam),
            is: """
                FAIL issuer \(EntraTenant.fabrikam.issuer(version: .two, baseURL: EntraGate.baseURL))
                accepted: \(templates)
                hint: sign in to a tenant that is accepted, or add this one to the issuer's "tenants"
                """,
            mend: .configuration([contoso: "\(contoso), \(fabrikam)"])),
        Mistake(
            "a personal account where only organizations are let in",
            in: [issuer: "tenant-id: organizations, \(endpoint)"], sending: sending(.consumers),
            is: """
                FAIL issuer \(EntraTenant.consumers.issuer(version: .two, baseURL: EntraGate.baseURL))
                accepted: \(templates)
                hint: the token is a personal Microsoft account's: sign in with one of work or school, or set \
                "tenant-id: common", and add this tenant to "tenants" where there are any
                """,
            mend: .configuration(["organizations": "common"])),
        Mistake(
            "a tenant that iss does not name, although it is on the list",
            in: [issuer: "tenant-id: common, tenants: [ \(contoso) ], \(endpoint)"],
            sending: sending(.fabrikam, as: .contoso),
            is: """
                FAIL issuer \(EntraTenant.fabrikam.issuer(version: .two, baseURL: EntraGate.baseURL))
                accepted: \(templates)
                hint: in Entra ID's tokens "tid" is the tenant that "iss" names, so it did not make this one: send a \
                token as it comes from there
                """,
            mend: .sending(sending(.contoso))),
    ]

    static let applications = [
        Mistake(
            "another application's id",
            in: ["audiences: [ api://orders ]": "backend-application-ids: [ \(backend) ]"],
            sending: { try $0.token(["aud": .string(client)]) },
            is: """
                FAIL backend application "\(client)"
                accepted: any of "\(backend)", "api://\(backend)"
                hint: the token is for another application: ask for a scope of this API, such as \
                "api://\(backend)/.default", or add "\(client)" to the policy's "backend-application-ids"
                """,
            mend: .configuration([backend: "\(backend), \(client)"])),
        Mistake(
            "another application's id, which the audiences have",
            in: ["[ api://orders ]": "[ api://\(client) ]\n    backend-application-ids: [ \(backend) ]"],
            sending: { try $0.token(["aud": .string("api://\(client)")]) },
            is: """
                FAIL backend application "api://\(client)"
                accepted: any of "\(backend)", "api://\(backend)"
                hint: the token is for another application: ask for a scope of this API, such as \
                "api://\(backend)/.default", or add "\(client)" to the policy's "backend-application-ids"
                """,
            mend: .configuration([backend: "\(backend), \(client)"])),
        Mistake(
            "an application by the name that its owner gave it",
            in: ["audiences: [ api://orders ]": "backend-application-ids: [ \(backend) ]"],
            sending: { try $0.token() },
            is: """
                FAIL backend application "api://orders"
                accepted: any of "\(backend)", "api://\(backend)"
                hint: "backend-application-ids" knows an application by its id alone, which v2 tokens of Entra ID \
                have: set "requestedAccessTokenVersion" to 2 in the manifest of the API's app registration, or name \
                the audience in "audiences" in place of it
                """,
            mend: .configuration(["backend-application-ids: [ \(backend) ]": "audiences: [ api://orders ]"])),
    ]
}
