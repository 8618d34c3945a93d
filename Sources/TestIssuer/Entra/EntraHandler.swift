internal import FlyingFox
internal import TestTokens

/// Stands in for Microsoft Entra ID, under the paths that it has.
struct EntraHandler {
    let keys: EntraKeys
    let baseURL: String

    /// Answers a request under a tenant's path; `nil` when there is no such path.
    func response(to request: HTTPRequest, now: Int64) async throws -> HTTPResponse? {
        let parts = request.path.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let authority = EntraAuthority(parts[0]) else { return nil }
        switch (request.method, parts[1]) {
        case (.GET, ".well-known/openid-configuration"):
            return .json(documents(of: authority, .one, request).metadata)
        case (.GET, "v2.0/.well-known/openid-configuration"):
            return .json(documents(of: authority, .two, request).metadata)
        case (.GET, "discovery/keys"):
            return .json(try documents(of: authority, .one, request).keySet(keys))
        case (.GET, "discovery/v2.0/keys"):
            return .json(try documents(of: authority, .two, request).keySet(keys))
        case (.POST, "oauth2/token"):
            return try await grant(.one, authority, request, now: now)
        case (.POST, "oauth2/v2.0/token"):
            return try await grant(.two, authority, request, now: now)
        case (.POST, "sign"):
            guard case .tenant(let tenant) = authority else { return nil }
            let order = try EntraOrder(try await RequestFields(request))
            return .text(try order.token(of: tenant, baseURL: baseURL, keys: keys, now: now) + "\n")
        default:
            return nil
        }
    }

    private func documents(
        of authority: EntraAuthority, _ version: EntraVersion, _ request: HTTPRequest
    ) -> EntraDocuments {
        EntraDocuments(
            authority: authority, version: version, baseURL: baseURL,
            application: request.query.first { $0.name == "appid" }?.value)
    }

    private func grant(
        _ version: EntraVersion, _ authority: EntraAuthority, _ request: HTTPRequest, now: Int64
    ) async throws -> HTTPResponse? {
        guard case .tenant(let tenant) = authority else { return nil }
        return try EntraTokenEndpoint(tenant: tenant, version: version, baseURL: baseURL, keys: keys)
            .response(to: try await RequestFields(request), now: now)
    }
}
