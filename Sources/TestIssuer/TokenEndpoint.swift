internal import FlyingFox
internal import Foundation
internal import TestTokens

/// The token endpoint: `client_credentials` only (RFC 6749 section 4.4).
struct TokenEndpoint {
    /// The one client there is.
    static let client = (identifier: "demo", secret: "demo-secret")

    /// What tokens are for.
    static let audience = "api://orders"

    /// What a client may ask for; the first is what it gets when it asks for nothing.
    static let scopes = ["orders.read", "orders.write", "reports.read", "reports.write"]

    private static let lifetimeSeconds: Int64 = 3600

    let issuer: String
    let keys: KeyRing

    /// Answers as RFC 6749 sections 5.1 and 5.2 say.
    func response(to request: HTTPRequest) async throws -> HTTPResponse {
        let fields = try await RequestFields(request)
        guard let grantType = fields.text("grant_type") else {
            return Self.refusal("invalid_request", "\"grant_type\" is missing")
        }
        guard Self.isClient(request, fields) else {
            return Self.refusal(
                "invalid_client", "unknown client or wrong secret", status: .unauthorized,
                headers: [HTTPHeader("WWW-Authenticate"): "Basic realm=\"gatehouse-test-issuer\""])
        }
        guard grantType == "client_credentials" else {
            return Self.refusal("unsupported_grant_type", "only \"client_credentials\" is supported")
        }
        let scope = fields.text("scope") ?? Self.scopes[0]
        guard scope.split(separator: " ").allSatisfy({ Self.scopes.contains(String($0)) }) else {
            return Self.refusal(
                "invalid_scope", "the scopes are \(Self.scopes.joined(separator: ", "))")
        }
        return try grant(scope: scope)
    }

    private func grant(scope: String) throws -> HTTPResponse {
        guard let key = keys.key(for: .rs256) else {
            return Self.refusal("server_error", "there is no key", status: .internalServerError)
        }
        let now = IssuerHandler.now()
        let token = try CompactToken.sign(
            [
                "iss": .string(issuer), "sub": .string(Self.client.identifier),
                "aud": .string(Self.audience), "azp": .string(Self.client.identifier),
                "scp": .string(scope), "roles": ["Clerk"],
                "iat": .integer(now), "nbf": .integer(now), "exp": .integer(now + Self.lifetimeSeconds),
                "jti": .string(UUID().uuidString),
            ], by: key)
        return .json(
            [
                "access_token": .string(token), "token_type": "Bearer",
                "expires_in": .integer(Self.lifetimeSeconds), "scope": .string(scope),
            ], headers: [.cacheControl: "no-store"])
    }

    private static func refusal(
        _ error: String, _ description: String, status: HTTPStatusCode = .badRequest,
        headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers[.cacheControl] = "no-store"
        return .json(
            ["error": .string(error), "error_description": .string(description)], status: status,
            headers: headers)
    }

    /// The client's name and secret, from HTTP Basic or from the form (RFC 6749 section 2.3.1).
    private static func isClient(_ request: HTTPRequest, _ fields: RequestFields) -> Bool {
        if let header = request.headers[.authorization] {
            let basic = Data("\(client.identifier):\(client.secret)".utf8).base64EncodedString()
            return header == "Basic \(basic)"
        }
        return fields.text("client_id") == client.identifier
            && fields.text("client_secret") == client.secret
    }
}
