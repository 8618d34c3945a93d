internal import TestTokens

/// What `POST /sign` is asked for: any claims, any header, signed by any key.
///
/// Fields: `claims` and `header` (JSON objects put over the ordinary ones; a `null` removes a member), `alg`,
/// `kid`, `sub`, `aud`, `scope`, `lifetime` in seconds, `expired`, `unsigned` and `corrupt` (switches).
struct SigningOrder {
    private let claims: TestJSON
    private let header: TestJSON
    private let algorithm: SigningAlgorithm
    private let keyIdentifier: String?
    private let subject: String
    private let audience: String
    private let scope: String
    private let lifetimeSeconds: Int64
    private let isExpired: Bool
    private let isUnsigned: Bool
    private let isCorrupt: Bool

    init(_ fields: RequestFields) throws(FieldError) {
        try fields.refuseUnknown(knowing: [
            "alg", "aud", "claims", "corrupt", "expired", "header", "kid", "lifetime", "scope", "sub",
            "unsigned",
        ])
        claims = try fields.object("claims")
        header = try fields.object("header")
        algorithm = try fields.choice("alg", default: .rs256)
        keyIdentifier = fields.text("kid")
        subject = fields.text("sub") ?? "ada"
        audience = fields.text("aud") ?? TokenEndpoint.audience
        scope = fields.text("scope") ?? TokenEndpoint.scopes[0]
        lifetimeSeconds = Int64(try fields.number("lifetime") ?? 3600)
        isExpired = fields.isOn("expired")
        isUnsigned = fields.isOn("unsigned")
        isCorrupt = fields.isOn("corrupt")
    }

    /// Makes the token.
    func token(issuer: String, keys: KeyRing, now: Int64) throws -> String {
        // An expired token was good for its lifetime and ended a minute ago.
        let start = isExpired ? now - lifetimeSeconds - 60 : now
        let ordinary: TestJSON = [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience),
            "scp": .string(scope), "roles": ["Clerk"], "name": "Ada Lovelace",
            "iat": .integer(start), "nbf": .integer(start), "exp": .integer(start + lifetimeSeconds),
        ]
        let claims = Self.withoutNulls(ordinary.merging(self.claims))
        guard let key = keyIdentifier.map({ keys.key(named: $0) }) ?? keys.key(for: algorithm) else {
            throw FieldError(description: "no key is named \"\(keyIdentifier ?? "")\"")
        }
        let usual: TestJSON = [
            "alg": isUnsigned ? "none" : .string(key.algorithm.rawValue),
            "kid": .string(key.identifier), "typ": "JWT",
        ]
        let header = Self.withoutNulls(usual.merging(self.header)).text
        if isUnsigned { return CompactToken.unsigned(header: header, payload: claims.text) }
        let token = try CompactToken.sign(header: header, payload: claims.text, by: key)
        return isCorrupt ? CompactToken.withBrokenSignature(token) : token
    }

    private static func withoutNulls(_ object: TestJSON) -> TestJSON {
        .object(object.members.filter { $0.value != .null })
    }
}
