internal import FlyingFox
internal import TestTokens

/// Entra ID's token endpoint: `client_credentials` only (RFC 6749 section 4.4).
struct EntraTokenEndpoint {
    /// An application that is registered in each tenant.
    struct Client {
        let identifier: String
        let secret: String

        /// The permissions that an administrator granted it.
        let roles: [String]
    }

    /// The applications there are.
    static let clients = [
        Client(identifier: EntraClaims.client, secret: "orders-secret", roles: ["Orders.Read"]),
        Client(
            identifier: "8b7a6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d", secret: "reports-secret",
            roles: ["Reports.Read"]),
    ]

    let tenant: EntraTenant
    let version: EntraVersion
    let baseURL: String
    let keys: EntraKeys

    /// Answers as RFC 6749 sections 5.1 and 5.2 say.
    func response(to fields: RequestFields, now: Int64) throws -> HTTPResponse {
        guard fields.text("grant_type") == "client_credentials" else {
            return Self.refusal("unsupported_grant_type", "AADSTS70003: only client_credentials is supported")
        }
        guard
            let client = Self.clients.first(where: {
                $0.identifier == fields.text("client_id") && $0.secret == fields.text("client_secret")
            })
        else {
            return Self.refusal(
                "invalid_client", "AADSTS7000215: Invalid client secret provided", status: .unauthorized)
        }
        // Version 1 names the API, version 2 all of the permissions on it.
        let isForBackend =
            version == .one
            ? fields.text("resource") == "api://\(EntraClaims.backend)"
            : fields.text("scope") == "api://\(EntraClaims.backend)/.default"
        guard isForBackend else {
            return Self.refusal("invalid_scope", "AADSTS70011: the scope or resource is not known")
        }
        let claims = EntraClaims.applicationClaims(
            version: version, tenant: tenant, baseURL: baseURL, client: client.identifier,
            roles: client.roles, now: now)
        return .json(
            [
                "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
                "access_token": .string(try CompactToken.sign(claims, by: keys.key(for: tenant))),
            ], headers: [.cacheControl: "no-store"])
    }

    private static func refusal(
        _ error: String, _ description: String, status: HTTPStatusCode = .badRequest
    ) -> HTTPResponse {
        .json(
            ["error": .string(error), "error_description": .string(description)], status: status,
            headers: [.cacheControl: "no-store"])
    }
}
