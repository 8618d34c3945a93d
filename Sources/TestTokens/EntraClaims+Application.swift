extension EntraClaims {
    /// The application that tokens of the stand-in are for.
    package static let backend = "3d0f6b1a-9c58-4e27-a1d4-7b6e5f4c3a21"

    /// The application that tokens are issued to unless somebody asks for another.
    package static let client = "0e9b1a52-6f3c-4c1d-9a7e-2b8d4f6a1c3e"

    /// The claims of an application's own token, as the client credentials grant gives it.
    ///
    /// - Parameters:
    ///   - version: Its version, which decides what names the application and what `aud` is.
    ///   - tenant: The tenant that issues it.
    ///   - baseURL: Where the stand-in is.
    ///   - client: The application it is issued to.
    ///   - roles: The application permissions that an administrator granted; none leaves the claim out.
    ///   - now: The `iat`, in seconds since 1970.
    /// - Returns: The payload of a token that ends an hour later.
    package static func applicationClaims(
        version: EntraVersion, tenant: EntraTenant, baseURL: String, client: String = client,
        roles: [String], now: Int64
    ) -> TestJSON {
        var claims: TestJSON = [
            "aio": "E2ZgYPhT3bYq9c8vJm1dXc0lPqk5AQA=", "exp": .integer(now + 3_600), "iat": .integer(now),
            "iss": .string(tenant.issuer(version: version, baseURL: baseURL)), "nbf": .integer(now),
            "oid": "5d0b6a7f-2e8c-4d1b-b9a5-3c4e6b000001", "rh": "0.AXEAk8mN3pQ0vRkZ0c1mYwY4TgkPLx2J.",
            "sub": "5d0b6a7f-2e8c-4d1b-b9a5-3c4e6b000001", "tid": .string(tenant.identifier),
            "uti": "kZ0c1mYwY4TgkPAA", "ver": .string(version.rawValue),
        ]
        if !roles.isEmpty { claims["roles"] = .array(roles.map { .string($0) }) }
        switch version {
        case .one:
            claims["aud"] = .string("api://\(backend)")
            claims["appid"] = .string(client)
            claims["appidacr"] = "1"
            claims["idp"] = .string(tenant.issuer(version: .one, baseURL: baseURL))
        case .two:
            claims["aud"] = .string(backend)
            claims["azp"] = .string(client)
            claims["azpacr"] = "1"
        }
        return claims
    }
}
