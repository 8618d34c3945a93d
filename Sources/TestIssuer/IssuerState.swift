internal import OpenSSL
internal import TestTokens

/// What the issuer remembers between requests.
actor IssuerState {
    private var keys: KeyRing
    private var entraKeys: EntraKeys?
    private var baseURL = ""
    private let issuerOverride: String?

    /// The switches as last set.
    var faults = Faults()

    /// How often each path was asked for.
    private(set) var counts: [String: Int64] = [:]

    init(issuer: String?, keys: KeyRing) {
        self.issuerOverride = issuer
        self.keys = keys
    }

    /// The issuer as its tokens name it.
    var issuer: String { issuerOverride ?? baseURL }

    /// The keys as they are now.
    var keyRing: KeyRing { keys }

    /// The stand-in for Entra ID, whose keys are made when it is first asked for anything.
    func entra() throws -> EntraHandler {
        let keys = try entraKeys ?? EntraKeys()
        entraKeys = keys
        return EntraHandler(keys: keys, baseURL: baseURL)
    }

    /// Learns the address it can be reached at.
    func listen(at baseURL: String) { self.baseURL = baseURL }

    /// Counts one request for `path`.
    func count(_ path: String) { counts[path, default: 0] += 1 }

    /// Sets every switch.
    func setFaults(_ faults: Faults) { self.faults = faults }

    /// Makes new keys (`KeyRing.rotate`).
    func rotate(keepingOld: Bool) throws -> [String] {
        try keys.rotate(keepingOld: keepingOld)
        return keys.published.map(\.identifier)
    }

    /// The discovery document (OpenID Connect Discovery 1.0 section 3).
    func discovery() -> TestJSON {
        let algorithms = SigningAlgorithm.allCases.map { TestJSON.string($0.rawValue) }
        return [
            "issuer": .string(faults.issuer ?? issuer),
            "authorization_endpoint": "\(baseURL)/authorize",
            "token_endpoint": "\(baseURL)/token",
            "jwks_uri": "\(baseURL)/jwks",
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": ["code"],
            "scopes_supported": .array(TokenEndpoint.scopes.map { .string($0) }),
            "subject_types_supported": ["public"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": .array(algorithms),
        ]
    }

    /// The key set.
    func jwks() throws -> TestJSON { try SigningKey.set(keys.published) }
}
