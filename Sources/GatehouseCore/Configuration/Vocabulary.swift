/// The keys a map of the configuration may have.
enum Vocabulary: CaseIterable {
    /// An entry of `required-claims`.
    case claim
    /// An entry of `issuers`.
    case issuer
    /// An entry of `policies`.
    case policy
    /// An entry of `issuer-signing-keys`.
    case signingKey
    /// The file itself.
    case top
    /// An entry of `decryption-keys`; last, since a key in the wrong place more often is one to check with.
    case decryptionKey

    /// The keys, in the order the manual has them.
    var keys: [String] {
        switch self {
        case .claim: ["name", "match", "separator", "values"]
        case .decryptionKey: ["id", "pem-file", "jwk-file"]
        case .issuer:
            [
                "issuer", "issuers", "issuer-from-metadata", "openid-config", "jwks", "jwks-file",
                "issuer-signing-keys", "decryption-keys", "tenant-id", "tenants", "application-id",
                "authentication-endpoint",
                "dangerously-allow-http", "ca-file", "client-certificate", "client-key", "proxy",
                "key-lifetime", "max-stale", "key-wait", "fetch-timeout",
            ]
        case .policy:
            [
                "issuers", "audiences", "algorithms", "require-expiration-time", "require-signed-tokens",
                "require-scheme", "header-name", "query-parameter-name", "cookie-name",
                "token-parameter-name", "clock-skew", "failed-validation-httpcode",
                "failed-validation-error-message", "required-claims", "client-application-ids",
                "backend-application-ids", "claim-headers", "output-token-variable-name",
                "claim-encoding", "decision-cache-seconds", "web-server-cache-seconds", "mode", "token-type",
                "token-length-limit", "header-length-limit", "claims-length-limit", "debug-secret-file",
            ]
        case .signingKey: ["id", "pem-file", "n", "e", "secret-file", "base64-secret-file"]
        case .top:
            [
                "listen", "socket-mode", "socket-group", "state-directory", "workers", "log-level",
                "log-format",
                "request-timeout", "connection-limit", "decision-cache-megabytes", "issuers", "policies",
            ]
        }
    }

    /// Says what may be meant by a key that is not one of `keys`.
    ///
    /// - Parameter key: What was written; whoever wrote the file controls it.
    /// - Returns: A near key, the place where such a key belongs, our word for one of APIM's, or `nil`.
    func hint(for key: String) -> String? {
        if let translated = Self.translations[key] { return translated }
        if let home = Self.allCases.first(where: { $0.keys.contains(key) }) {
            return "\(quoted(key)) belongs \(home.place)"
        }
        return Suggestion.hint(for: key, among: keys)
    }

    private var place: String {
        switch self {
        case .claim: "in an entry of \"required-claims\""
        case .decryptionKey: "in an entry of \"decryption-keys\""
        case .issuer: "in an entry of \"issuers\""
        case .policy: "in an entry of \"policies\""
        case .signingKey: "in an entry of \"issuer-signing-keys\""
        case .top: "at the top of the file"
        }
    }

    private static let translations = [
        "<<": "merge keys are not supported: write the keys out, or give one value an anchor",
        "signing-keys": "did you mean \"issuer-signing-keys\"?",
        "token-value":
            "have the web server pass the token as a parameter, and give it as \"token-parameter-name\"",
    ]
}
