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
        if presented.contains(where: Self.graph.contains) {
            return
                "the token is for Microsoft Graph, and only Graph can use it: ask for a scope of this API, "
                + "such as \(Self.scope(of: accepted).quotedForMessage), in a request without Graph's scopes"
        }
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
        switch token.kind {
        case .identity: return Self.identityTokenHint
        case .refresh: return Self.refreshTokenHint
        case .access: break
        }
        if presented == ["account"] {
            return
                "\"account\" is Keycloak's own: add an audience mapper for this API to a scope of the client"
        }
        return "ask the issuer for a token for this API, or add the audience to the policy's \"audiences\""
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
