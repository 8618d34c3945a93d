package import JOSE

/// What a token must be to be accepted.
package struct TokenPolicy: Sendable {
    /// An issuer whose tokens are accepted.
    package struct AcceptedIssuer: Hashable, Sendable {
        /// The issuer's name in the configuration.
        package let name: String

        /// What `iss` must be, byte by byte; `nil` when any will do (`issuer: "*"`).
        package let identifier: String?

        /// Where its keys are in a key snapshot.
        package let index: Int

        package init(name: String, identifier: String?, index: Int) {
            self.name = name
            self.identifier = identifier
            self.index = index
        }
    }

    /// The policy's name.
    package let name: String

    /// The issuers; at least one.
    package let issuers: [AcceptedIssuer]

    /// The algorithms; at least one, in the order of the table.
    package let algorithms: [SignatureAlgorithm]

    /// The names of the algorithms, and what `iss` may be; made once, for messages.
    package let algorithmNames: [String]
    package let issuerIdentifiers: [String]

    /// When a token may be used.
    package let lifetime: LifetimeRule

    /// What the claims must be, in the order of judgement; the lifetime goes first.
    package let claimsRules: [any ClaimsRule]

    /// What `typ` must be; `nil` when it is not looked at.
    package let type: TokenType?

    /// How long a token and its parts may be.
    package let limits: TokenLimits

    /// What opens encrypted tokens of any of the issuers; empty when those are refused.
    package let decryptionKeys: [DecryptionKey]

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - issuers: Whose tokens are accepted.
    ///   - algorithms: How they may be signed.
    ///   - lifetime: When they may be used.
    ///   - claimsRules: What else their claims must be.
    ///   - type: What `typ` must be.
    ///   - limits: How long a token and its parts may be.
    ///   - decryptionKeys: What opens encrypted tokens.
    package init(
        name: String, issuers: [AcceptedIssuer], algorithms: [SignatureAlgorithm], lifetime: LifetimeRule,
        claimsRules: [any ClaimsRule], type: TokenType? = nil, limits: TokenLimits = TokenLimits(),
        decryptionKeys: [DecryptionKey] = []
    ) {
        self.name = name
        self.issuers = issuers
        self.algorithms = algorithms
        self.algorithmNames = algorithms.map(\.name)
        self.issuerIdentifiers = issuers.compactMap(\.identifier)
        self.lifetime = lifetime
        self.claimsRules = [lifetime] + claimsRules
        self.type = type
        self.limits = limits
        self.decryptionKeys = decryptionKeys
    }

    /// The issuer that a token names, if the policy accepts it; an exact name goes before `*`.
    package func issuer(named identifier: String?) -> AcceptedIssuer? {
        let named = identifier.flatMap { identifier in
            issuers.first { $0.identifier?.isSameText(as: identifier) == true }
        }
        return named ?? issuers.first { $0.identifier == nil }
    }

    /// The algorithm of that name, if the policy accepts it.
    package func algorithm(named name: String) -> SignatureAlgorithm? {
        algorithms.first { $0.name == name }
    }

    /// The first second at which a token is refused because of its age, or `nil` when it never is.
    package func end(of jws: borrowing VerifiedJWS) -> UnixTime? {
        lifetime.end(of: jws.claims)
    }

    /// Judges the claims of a token whose signature is good.
    ///
    /// - Parameters:
    ///   - jws: The token.
    ///   - circumstances: What it is judged under.
    ///   - trace: Is told of each rule; a trace that wants them all is told of those after a refusal too.
    /// - Returns: The first refusal, or `nil` when the token is accepted.
    package func refusal<Trace: EvaluationTrace>(
        of jws: borrowing VerifiedJWS, in circumstances: Circumstances, trace: inout Trace
    ) -> Refusal? {
        refusal(of: jws.claims, in: circumstances, trace: &trace)
    }

    /// Judges claims that need not be verified: what `explain` shows of a token that is refused already.
    package func refusal<Trace: EvaluationTrace>(
        of claims: Claims, in circumstances: Circumstances, trace: inout Trace
    ) -> Refusal? {
        var first: Refusal?
        for rule in claimsRules {
            let refusal = rule.refusal(of: claims, in: circumstances)
            trace.record(
                rule.check, refusal: refusal, seen: rule.seen(in: claims, circumstances: circumstances),
                accepted: rule.accepted(in: circumstances))
            first = first ?? refusal
            if first != nil, !Trace.wantsEveryRule { break }
        }
        return first
    }
}
