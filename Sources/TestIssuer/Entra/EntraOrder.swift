internal import OpenSSL
internal import TestTokens

/// What `POST /TENANT/sign` is asked for: a token of either version, changed in any way.
///
/// Fields: `version` (`1.0` or `2.0`), `client` and `roles` (an application and its permissions, separated by
/// spaces), `claims` and `header` (JSON objects put over the ordinary ones; a `null` removes a member), and `kid` (the
/// key that signs).
struct EntraOrder {
    private let version: EntraVersion
    private let client: String
    private let roles: [String]
    private let claims: TestJSON
    private let header: TestJSON
    private let keyIdentifier: String?

    init(_ fields: RequestFields) throws(FieldError) {
        try fields.refuseUnknown(knowing: ["version", "client", "roles", "claims", "header", "kid"])
        version = try fields.choice("version", default: .two)
        client = fields.text("client") ?? EntraClaims.client
        roles = (fields.text("roles") ?? "Orders.Read").split(separator: " ").map(String.init)
        claims = try fields.object("claims")
        header = try fields.object("header")
        keyIdentifier = fields.text("kid")
    }

    /// Makes the token.
    func token(of tenant: EntraTenant, baseURL: String, keys: EntraKeys, now: Int64) throws -> String {
        guard let key = keyIdentifier.map({ keys.key(named: $0) }) ?? keys.key(for: tenant) else {
            throw FieldError(description: "no key is named \"\(keyIdentifier ?? "")\"")
        }
        let ordinary = EntraClaims.applicationClaims(
            version: version, tenant: tenant, baseURL: baseURL, client: client, roles: roles, now: now)
        let usual: TestJSON = [
            "alg": "RS256", "kid": .string(key.identifier), "typ": "JWT", "x5t": .string(key.identifier),
        ]
        return try CompactToken.sign(
            header: Self.merged(usual, header).text, payload: Self.merged(ordinary, claims).text, by: key)
    }

    private static func merged(_ usual: TestJSON, _ changes: TestJSON) -> TestJSON {
        .object(usual.merging(changes).members.filter { $0.value != .null })
    }
}
