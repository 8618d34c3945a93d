package import JOSE

/// What a token must be to be accepted.
package struct TokenPolicy: Sendable {
    /// The policy's name.
    package let name: String

    /// The issuers; at least one.
    package let issuers: [AcceptedIssuer]

    /// The algorithms; at least one, in the order of the table.
    package let algorithms: [SignatureAlgorithm]

    /// The names of the algorithms; made once, for messages.
    package let algorithmNames: [String]

    /// What `iss` may be, as far as the configuration says; made once, for messages.
    package let issuerIdentifiers: [String]

    /// Whether a token's `tid` may decide whose it is, since an issuer's names come from its metadata.
    package let looksAtTenants: Bool

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
        self.issuerIdentifiers = issuers.flatMap(\.identifiers)
        self.looksAtTenants = issuers.contains(where: \.trustsMetadata)
        self.lifetime = lifetime
        self.claimsRules = [lifetime] + claimsRules
        self.type = type
        self.limits = limits
        self.decryptionKeys = decryptionKeys
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
        guard case .claimNotFound(let requirements) = first else { return first }
        return .claimNotFound(
            requirements + others(missingIn: claims, in: circumstances, beside: requirements))
    }

    /// The other claims that are required and missing: as APIM, one message names them all.
    private func others(
        missingIn claims: Claims, in circumstances: Circumstances, beside known: [ClaimRequirement]
    ) -> [ClaimRequirement] {
        claimsRules.flatMap { rule -> [ClaimRequirement] in
            guard case .claimNotFound(let requirements) = rule.refusal(of: claims, in: circumstances)
            else { return [] }
            return requirements.filter { !known.contains($0) }
        }
    }
}
