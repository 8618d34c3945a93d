/// What a token must be to be let in: an entry of `policies`, named as APIM's `validate-jwt` names things.
package struct PolicyConfiguration: Equatable, Sendable {
    /// How other values than plain visible ASCII reach claim headers (`claim-encoding`).
    package enum ClaimEncoding: String, CaseIterable, Sendable {
        /// The value's JSON in base64url.
        case base64URLJSON = "base64url-json"
        /// Percent-encoding. The default.
        case percent
    }

    /// What is done with a refusal (`mode`).
    package enum Mode: String, CaseIterable, Sendable {
        /// The request is refused. The default.
        case enforce
        /// The request is allowed all the same, and the refusal logged.
        case report
    }

    /// Where the token is looked for; exactly one place.
    package enum TokenSource: Equatable, Sendable {
        /// A cookie (`cookie-name`).
        case cookie(name: String)
        /// A request header (`header-name`). The default, with the name `Authorization`.
        case header(name: String)
        /// A parameter of the query (`query-parameter-name`).
        case queryParameter(name: String)
    }

    /// The policy's name, `GATEHOUSE_POLICY` of the web server: letters, digits, `.`, `_`, `-`, at most 64.
    package var name: String

    /// The names of the issuers whose tokens are accepted (`issuers`): entries of `Configuration.issuers`, at
    /// least one, no two with the same identifier.
    package var issuers: [String]

    /// The accepted audiences (`audiences`), one of which `aud` must have; `nil`, the default, checks none.
    package var audiences: [String]?

    /// The accepted algorithms (`algorithms`), by their RFC 7518 or RFC 8037 names; `nil`, the default, is every
    /// asymmetric one.
    package var algorithms: [String]?

    /// Whether `exp` must be there (`require-expiration-time`).
    ///
    /// Default: `true`.
    package var requiresExpirationTime = true

    /// The scheme before the token (`require-scheme`).
    ///
    /// Default: `Bearer` for a token in `Authorization`; always `nil`, no scheme, elsewhere.
    package var requiredScheme: String? = "Bearer"

    /// Where the token is looked for.
    ///
    /// Default: the header `Authorization`.
    package var tokenSource: TokenSource = .header(name: "Authorization")

    /// How far this host's clock and the issuer's may differ (`clock-skew`), 0 to 1 h.
    ///
    /// Default: 0, as APIM's.
    package var clockSkew: Duration = .zero

    /// The status of every refusal (`failed-validation-httpcode`), 400 to 599; `nil`, the default, is the one
    /// that RFC 6750 gives.
    package var failedValidationStatus: Int?

    /// The message of every refusal (`failed-validation-error-message`), one line of at most 1024 bytes; `nil`,
    /// the default, is the refusal's own.
    package var failedValidationMessage: String?

    /// The claims that must be there (`required-claims`), all of them.
    ///
    /// Default: none.
    package var requiredClaims: [RequiredClaim] = []

    /// The claims that are sent on as headers (`claim-headers`), in the order of the file, no name twice.
    ///
    /// Default: none.
    package var claimHeaders: [ClaimHeader] = []

    /// How other values than plain visible ASCII reach claim headers (`claim-encoding`).
    ///
    /// Default: `percent`.
    package var claimEncoding: ClaimEncoding = .percent

    /// What is done with a refusal (`mode`).
    ///
    /// Default: `enforce`.
    package var mode: Mode = .enforce

    /// Creates a policy with every default.
    package init(name: String, issuers: [String]) {
        self.name = name
        self.issuers = issuers
    }
}

/// A claim a token must have: an entry of `required-claims`.
package struct RequiredClaim: Equatable, Sendable {
    /// How many of the listed values the claim must have (`match`).
    package enum Match: String, CaseIterable, Sendable {
        /// Every one. The default, as APIM's.
        case all
        /// At least one.
        case any
    }

    /// Which claim (`name`).
    package var claim: ClaimPath

    /// How many of `values` it must have (`match`).
    ///
    /// Default: `all`.
    package var match: Match = .all

    /// What separates the values inside one text (`separator`), as the space in `scp`; `nil`, the default,
    /// takes the text whole.
    package var separator: String?

    /// The values (`values`), numbers and booleans by their text; empty, the default, asks only that the claim
    /// is there.
    package var values: [String] = []

    /// Creates a check that the claim is there.
    package init(claim: ClaimPath) {
        self.claim = claim
    }
}

/// A header with a claim for the server behind: an entry of `claim-headers`.
package struct ClaimHeader: Equatable, Sendable {
    /// What the header carries.
    package enum Content: Equatable, Sendable {
        /// One claim.
        case claim(ClaimPath)
        /// The whole verified payload as base64url JSON: `@payload`.
        case payload
    }

    /// The header's name: an RFC 9110 token without `_`, of none that HTTP, the web server or Gatehouse owns.
    package var name: String

    /// What it carries.
    package var content: Content

    /// Creates a header.
    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }
}
