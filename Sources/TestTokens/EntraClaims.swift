/// Claims like those of an access token of Microsoft Entra ID, for measurements: a signed token of about 1.9 kB.
package enum EntraClaims {
    /// The claims of one user's token.
    ///
    /// - Parameters:
    ///   - number: Tells one user's token from another's.
    ///   - issuer: The `iss`.
    ///   - audience: The `aud`.
    ///   - now: The `iat`, in seconds since 1970.
    ///   - lifetime: How long after it the token ends, in seconds.
    /// - Returns: The payload, the same length for every number below a million.
    package static func claims(
        number: Int, issuer: String, audience: String, now: Int64, lifetime: Int64
    ) -> TestJSON {
        let digits = String(String(1_000_000 + number).dropFirst())
        return [
            "acct": .integer(0), "acr": "1",
            "aio": "AVQAq/8TAAAAK8mN3pQ0vRkZ0c1mYwY4TgkPLx2Jt7uE5sHnBoVdCqRfWiXaMzKyLb9e3r6u0v2s4w8x",
            "amr": ["pwd", "mfa"], "aud": .string(audience), "azp": "0e9b1a52-6f3c-4c1d-9a7e-2b8d4f6a1c3e",
            "azpacr": "1", "exp": .integer(now + lifetime), "family_name": "Lovelace", "given_name": "Ada",
            "groups": [
                "1f6d2c3b-8a4e-4f7d-b5c1-9e0a2d3c4b5f", "2a7e3d4c-9b5f-4a8e-86d2-0f1b3e4d5c6a",
                "3b8f4e5d-0c6a-4b9f-97e3-1a2c4f5e6d7b", "4c9a5f6e-1d7b-4c0a-a8f4-2b3d5a6f7e8c",
            ],
            "iat": .integer(now), "ipaddr": "203.0.113.17", "iss": .string(issuer), "name": "Ada Lovelace",
            "nbf": .integer(now), "oid": "5d0b6a7f-2e8c-4d1b-b9a5-3c4e6b\(digits)",
            "preferred_username": "ada.lovelace@contoso.example",
            "rh": "0.AXEAk8mN3pQ0vRkZ0c1mYwY4TgkPLx2Jt7uE5sHnBoVdCqRfWiXaMzKy.",
            "roles": ["Clerk", "Auditor"],
            "scp": "orders.read orders.write", "sid": "6e1c7b8a-3f9d-4e2c-8ab6-4d5f7c8b9a0d",
            "sub": "Qz3mT0pWvX9sLk2uRf5gHy7jBn4cDe6a-\(digits)",
            "tid": "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e", "uti": "\(digits)kZ0c1mYwY4TgkPAA", "ver": "2.0",
            "wids": ["8f3e9d0c-5b1f-4a4e-8cd8-6f7b9e0d1c2f"],
            "xms_ftd": "Kc3mT0pWvX9sLk2uRf5gHy7jBn4cDe6aQz3m",
        ]
    }
}
