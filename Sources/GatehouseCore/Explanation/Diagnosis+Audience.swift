internal import JOSE
internal import JSON

extension Diagnosis {
    /// Why `aud` is not one that is accepted.
    ///
    /// - Parameters:
    ///   - accepted: What the policy accepts.
    ///   - presented: What the token has; empty when it has none. Chosen by the token.
    /// - Returns: The likely cause and its mend.
    func audienceHint(accepted: [String], presented: [String]) -> String {
        if presented.isEmpty { return missingAudienceHint }
        if let hint = Self.graphHint(accepted: accepted, presented: presented) { return hint }
        if let plain = presented.first(where: { accepted.contains("api://" + $0) }) {
            return "it is the same application without \"api://\", as v2 tokens of Entra ID have it: add "
                + "\(plain.quotedForMessage) to the policy's \"audiences\""
        }
        if let longer = presented.first(where: { seen in accepted.contains { "api://" + $0 == seen } }) {
            return "it is the same application with \"api://\", as v1 tokens of Entra ID have it: add "
                + "\(longer.quotedForMessage) to the policy's \"audiences\""
        }
        for seen in presented {
            if accepted.contains(where: { $0 + "/" == seen || $0 == seen + "/" }) {
                return
                    "only a slash at the end differs: add \(seen.quotedForMessage) to the policy's \"audiences\""
            }
            if accepted.contains(where: { $0.lowercased() == seen.lowercased() }) {
                return "only upper and lower case differ, which counts: add \(seen.quotedForMessage) to the "
                    + "policy's \"audiences\""
            }
        }
        if let hint = kindHint { return hint }
        if presented == ["account"] {
            return
                "\"account\" is Keycloak's own: add an audience mapper for this API to a scope of the client"
        }
        return "ask the issuer for a token for this API, or add the audience to the policy's \"audiences\""
    }

    /// Why the token is not for one of the applications of Entra ID that are accepted.
    ///
    /// - Parameters:
    ///   - accepted: What `aud` may be: each application's id, alone and after `api://`.
    ///   - presented: What the token has; empty when it has none. Chosen by the token.
    /// - Returns: The likely cause and its mend.
    func backendApplicationHint(accepted: [String], presented: [String]) -> String {
        if presented.isEmpty {
            return "the token has no \"aud\", which Entra ID's access tokens always have: send one of those"
        }
        if let hint = Self.graphHint(accepted: accepted, presented: presented) ?? kindHint { return hint }
        let identifiers = presented.lazy.compactMap { seen in
            GUID(seen.hasPrefix("api://") ? String(seen.dropFirst("api://".count)) : seen)
        }
        if let identifier = identifiers.first {
            return "the token is for another application: ask for a scope of this API, such as "
                + "\(Self.scope(of: accepted).quotedForMessage), or add \(identifier.text.quotedForMessage) to the "
                + "policy's \"backend-application-ids\""
        }
        return
            "\"backend-application-ids\" knows an application by its id alone, which v2 tokens of Entra ID have: set "
            + "\"requestedAccessTokenVersion\" to 2 in the manifest of the API's app registration, or name the "
            + "audience in \"audiences\" in place of it"
    }

    private static func graphHint(accepted: [String], presented: [String]) -> String? {
        guard presented.contains(where: graph.contains) else { return nil }
        return "the token is for Microsoft Graph, and only Graph can use it: ask for a scope of this API, "
            + "such as \(scope(of: accepted).quotedForMessage), in a request without Graph's scopes"
    }

    /// What to say of a token that is no access token; `nil` of one that is.
    private var kindHint: String? {
        switch token.kind {
        case .access: nil
        case .identity: Self.identityTokenHint
        case .refresh: Self.refreshTokenHint
        }
    }

    /// What to say of an ID token.
    static let identityTokenHint =
        "this looks like an ID token, which is for the client that signed the user in: send the access token"

    /// What to say of a refresh token.
    static let refreshTokenHint =
        "this is a refresh token, which is for the issuer alone: exchange it there, and send the access token"

    private var missingAudienceHint: String {
        if token["token_use"] == "access" {
            return
                "access tokens of AWS Cognito have no \"aud\": remove \"audiences\", and require \"client_id\" "
                + "and \"scope\" instead"
        }
        if token.has("realm_access") || token.has("resource_access") {
            return
                "Keycloak sets \"aud\" when told to: add an audience mapper for this API to a scope of the client"
        }
        return
            "have the issuer name this API in \"aud\"; with many, the client asks for that by \"resource\" or "
            + "\"audience\""
    }

    /// Microsoft Graph as v1 and v2 tokens name it.
    private static let graph = [
        "00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com", "https://graph.microsoft.com/",
    ]

    private static func scope(of accepted: [String]) -> String {
        guard let audience = accepted.first else { return ".default" }
        return (audience.contains("://") ? audience : "api://" + audience) + "/.default"
    }
}
