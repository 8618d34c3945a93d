internal import OpenSSL
internal import TestTokens

/// Documents of the shape of login.microsoftonline.com's: metadata and key sets of both versions.
struct EntraDocuments {
    let authority: EntraAuthority
    let version: EntraVersion
    let baseURL: String

    /// The application whose own keys are asked for (`?appid=`).
    let application: String?

    /// The metadata.
    var metadata: TestJSON {
        let own = "\(baseURL)/\(authority.segment)"
        let infix = version == .two ? "/v2.0" : ""
        let query = application.map { "?appid=\($0)" } ?? ""
        return [
            "token_endpoint": "\(own)/oauth2\(infix)/token",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post", "private_key_jwt", "client_secret_basic",
            ],
            "jwks_uri": "\(own)/discovery\(infix)/keys\(query)",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": .string(authority.issuer(version: version, baseURL: baseURL)),
            "request_uri_parameter_supported": false,
            "authorization_endpoint": "\(own)/oauth2\(infix)/authorize",
            "http_logout_supported": true, "frontchannel_logout_supported": true,
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "ver"],
            "tenant_region_scope": .null, "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net", "msgraph_host": "graph.microsoft.com",
        ]
    }

    /// The key set; only version 2 says whose each key is.
    func keySet(_ keys: EntraKeys) throws(OpenSSLError) -> TestJSON {
        var published = [try jwk(keys.organizations, of: nil)]
        switch authority {
        case .common, .organizations: published.append(try jwk(keys.consumers, of: .consumers))
        case .tenant(.consumers): published = [try jwk(keys.consumers, of: .consumers)]
        case .tenant: break
        }
        if application == EntraClaims.backend { published.append(try jwk(keys.application, of: nil)) }
        return ["keys": .array(published)]
    }

    private func jwk(_ key: SigningKey, of owner: EntraTenant?) throws(OpenSSLError) -> TestJSON {
        // Entra's keys name no algorithm.
        var jwk = try key.jwk()
        jwk["alg"] = nil
        jwk["x5t"] = .string(key.identifier)
        guard version == .two else { return jwk }
        jwk["cloud_instance_name"] = "microsoftonline.com"
        jwk["issuer"] = .string(
            owner?.issuer(version: .two, baseURL: baseURL)
                ?? authority.issuer(version: .two, baseURL: baseURL))
        return jwk
    }
}
