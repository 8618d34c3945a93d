package import JOSE
package import Policy

/// What a token must be to be let in: an entry of `policies`, named as APIM's `validate-jwt` names things.
package struct PolicyConfiguration: Equatable, Sendable {
    /// The policy's name, `GATEHOUSE_POLICY` of the web server: letters, digits, `.`, `_`, `-`, at most 64.
    package var name: String

    /// The names of the issuers whose tokens are accepted (`issuers`): entries of `Configuration.issuers`, at
    /// least one, no two with the same identifier.
    package var issuers: [String]

    /// The accepted audiences (`audiences`), one of which `aud` must have; `nil`, the default, checks none.
    package var audiences: [String]?

    /// The applications of Entra ID that a token may be issued to (`client-application-ids`).
    ///
    /// Default: none, and any will do.
    package var clientApplications: [GUID] = []

    /// The applications of Entra ID that a token may be for (`backend-application-ids`), beside `audiences`.
    ///
    /// Default: none, and any will do.
    package var backendApplications: [GUID] = []

    /// The accepted algorithms (`algorithms`), by their names in IANA's registry; `nil`, the default, is every
    /// asymmetric one that the OpenSSL in use has.
    package var algorithms: [String]?

    /// What the token's `typ` must be (`token-type`), such as `at+jwt` (RFC 9068); `nil`, the default, does not look.
    package var tokenType: String?

    /// How long tokens may be (`token-length-limit`, `header-length-limit`, `claims-length-limit`), in bytes.
    ///
    /// Default: 16384, 8192 and 16384.
    package var limits = TokenLimits()

    /// Whether `exp` must be there (`require-expiration-time`).
    ///
    /// Default: `true`.
    package var requiresExpirationTime = true

    /// Where the token is looked for (`header-name`, `query-parameter-name`, `cookie-name`, `token-parameter-name`),
    /// and the scheme before it (`require-scheme`).
    ///
    /// Default: the header `Authorization` with the scheme `Bearer`; no scheme elsewhere.
    package var tokenSource: TokenSource = .header(name: "Authorization", scheme: "Bearer")

    /// How far this host's clock and the issuer's may differ (`clock-skew`), 0 to 1 h.
    ///
    /// Default: 0, as APIM's.
    package var clockSkew: Duration = .zero

    /// What is said instead of Gatehouse's own words (`failed-validation-httpcode`, 400 to 599, and
    /// `failed-validation-error-message`, one line of at most 1024 bytes).
    ///
    /// Default: neither.
    package var failedValidation = ProtectionPolicy.FailedValidation()

    /// The claims that must be there (`required-claims`), all of them.
    ///
    /// Default: none.
    package var requiredClaims: [ClaimRequirement] = []

    /// The claims that are sent on as headers (`claim-headers`), in the order of the file, no name twice; the last one
    /// perhaps the whole payload (`output-token-variable-name`).
    ///
    /// Default: none.
    package var claimHeaders: [ClaimHeader] = []

    /// How other values than plain visible ASCII reach claim headers (`claim-encoding`).
    ///
    /// Default: `percent`.
    package var claimEncoding: ClaimHeaders.Encoding = .percent

    /// How long an answer may be repeated without being made anew (`decision-cache-seconds`), 0 to 1 h.
    ///
    /// Never beyond the token's `exp`, nor with keys that have changed. Default: 5 min.
    package var cacheTime: Duration = .seconds(300)

    /// How long nginx's own cache may repeat a permission (`web-server-cache-seconds`), 0 to 1 h.
    ///
    /// Never beyond the token's `exp`; a key that is withdrawn takes effect that much later. Default: 0, never.
    package var webServerCacheTime: Duration = .zero

    /// The file with the secret that lets a caller see how a request of theirs is decided (`debug-secret-file`); `nil`,
    /// the default, shows nobody.
    package var debugSecretFile: String?

    /// What is done with a refusal (`mode`).
    ///
    /// Default: `enforce`.
    package var mode: ProtectionPolicy.Mode = .enforce

    /// Creates a policy with every default.
    package init(name: String, issuers: [String]) {
        self.name = name
        self.issuers = issuers
    }
}
