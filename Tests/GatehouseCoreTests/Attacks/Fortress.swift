import GatehouseCore
import JOSE
import Keys
import OpenSSL
import Policy
import Server
import TestSupport
import TestTokens
import Testing

/// What the attacks are against: the whole decision over fixed keys, as the daemon makes it.
///
/// The issuer `main` has public keys, `legacy` one secret. The policy `default` accepts every algorithm of both,
/// `narrow` only RS256, `typed` access tokens only, and `sealed` encrypted tokens too.
final class Fortress: Sendable {
    static let now: Int64 = 1_800_000_000
    private static let sharedSecret = Array(
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".utf8)
    static let main = "https://issuer.example"
    static let legacy = "legacy-app"

    let keys: [String: TestTokens.SigningKey]
    let secret: [UInt8]
    private let inForce: ConfigurationInForce

    /// The keys of the issuer and of strangers; made once, since RSA keys take long.
    static let shared = Result { try Fortress() }

    convenience init() throws {
        let secret = Self.sharedSecret
        let made = try Self.madeKeys.get()
        func jwk(_ name: String) throws -> TestJSON { try #require(made[name]).jwk() }
        var published: [TestJSON] = []
        for name in ["rsa", "pss", "ec", "ec384", "ec521", "k1", "ed", "ed448", "weak512", "weak1024"] {
            published.append(try jwk(name))
        }
        published.append(try jwk("rsa").merging(["kid": "exponent-3", "e": "Aw"]))
        published.append(try jwk("rsa").merging(["kid": "for-encryption", "use": "enc"]))
        published.append(try jwk("rsa").merging(["kid": "for-signing-only", "key_ops": ["sign"]]))
        published.append(["kty": "oct", "kid": "oct", "k": .string(Base64URL.encode(secret))])
        published.append([
            "kty": "EC", "crv": "P-256", "kid": "off-curve", "x": .string(Base64URL.encode(Self.ones)),
            "y": .string(Base64URL.encode(Self.ones)),
        ])
        let document: TestJSON = ["keys": .array(published)]
        let set = try JWKSet(parsing: Array(document.text.utf8), origin: .network)
        try self.init(keys: made, published: set, secret: secret, decryptionKeys: [])
    }

    init(
        keys: [String: TestTokens.SigningKey], published set: JWKSet, secret: [UInt8],
        decryptionKeys: [DecryptionKey]
    ) throws {
        self.keys = keys
        self.secret = secret
        let legacySet = JWKSet(keys: [JWK(id: "shared", key: try VerificationKey(secret: secret))])
        let store = KeyStore(
            issuers: [
                IssuerKeyConfiguration(name: "main", source: .fixed(set)),
                IssuerKeyConfiguration(name: "legacy", source: .fixed(legacySet)),
            ], now: MonotonicTime(milliseconds: 0), random: { 0.5 })
        let policies = [
            Self.policy("default", Self.offered),
            Self.policy("narrow", ["RS256"]),
            Self.policy("typed", Self.offered, type: TokenType("at+jwt")),
            Self.policy("sealed", Self.offered, decryptionKeys: decryptionKeys),
        ]
        inForce = ConfigurationInForce(ActiveConfiguration(policies: PolicyTable(policies), keys: store))
    }

    /// Decides on credentials as they come in the `Authorization` header.
    func refusal(of credentials: [UInt8], policy: String = "default") throws -> Refusal? {
        var trace = NoTrace()
        return try refusal(of: credentials, policy: policy, trace: &trace)
    }

    /// Decides, and tells of each check.
    func refusal<Trace: EvaluationTrace>(
        of credentials: [UInt8], policy: String, trace: inout Trace
    ) throws -> Refusal? {
        let authorizer = try Authorizer(inForce)
        let request = TestRequest(bytes: [
            "HTTP_AUTHORIZATION": credentials, "GATEHOUSE_POLICY": Array(policy.utf8),
        ])
        let decision = authorizer.decide(
            request, at: UnixTime(seconds: Self.now), attempt: .last, trace: &trace)
        guard case .refuse(let refusal) = decision.verdict else { return nil }
        return refusal
    }

    /// The algorithms of this OpenSSL, in the table's order.
    static let offered = SignatureAlgorithm.names.filter { SignatureAlgorithm.all[$0]?.isOffered == true }

    private static let ones = [UInt8](repeating: 1, count: 32)

    private static let madeKeys = Result {
        var keys: [String: TestTokens.SigningKey] = [:]
        let kinds: [(String, SigningAlgorithm)] = [
            ("rsa", .rs256), ("pss", .ps256), ("ec", .es256), ("ec384", .es384), ("ec521", .es512),
            ("k1", .es256K), ("ed", .edDSA), ("ed448", .ed448), ("stranger", .es256),
            ("stranger-rsa", .rs256),
        ]
        for (name, algorithm) in kinds {
            keys[name] = try TestTokens.SigningKey.generate(algorithm, identifier: name)
        }
        keys["weak512"] = try TestTokens.SigningKey.generate(.rs256, identifier: "weak512", rsaBits: 512)
        keys["weak1024"] = try TestTokens.SigningKey.generate(.rs256, identifier: "weak1024", rsaBits: 1_024)
        return keys
    }

    private static func policy(
        _ name: String, _ algorithms: [String], type: TokenType? = nil, decryptionKeys: [DecryptionKey] = []
    ) -> ProtectionPolicy {
        ProtectionPolicy(
            tokens: TokenPolicy(
                name: name,
                issuers: [
                    TokenPolicy.AcceptedIssuer(name: "main", identifier: main, index: 0),
                    TokenPolicy.AcceptedIssuer(name: "legacy", identifier: legacy, index: 1),
                ],
                algorithms: algorithms.compactMap { SignatureAlgorithm.all[$0] },
                lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: true),
                claimsRules: [AudienceRule(audiences: ["api://orders"])],
                type: type, decryptionKeys: decryptionKeys),
            source: .header(name: "Authorization", scheme: "Bearer"),
            claimHeaders: ClaimHeaders([], encoding: .percent),
            failedValidation: ProtectionPolicy.FailedValidation(), mode: .enforce)
    }
}
