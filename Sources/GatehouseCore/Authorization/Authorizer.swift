package import JOSE
internal import JSON
internal import Keys
internal import OpenSSL
package import Policy
package import Server

/// Decides requests: policy, token, key, signature, rules, claim headers.
///
/// One per thread. What it reads is shared and immutable, what it changes is its own.
package final class Authorizer {
    private let inForce: ConfigurationInForce
    private let reader: TokenReader
    private let decryptor: TokenDecryptor
    let verifier = SignatureVerifier()
    private(set) var active: ActiveConfiguration
    private(set) var generation: UInt64
    private(set) var keys: KeySnapshot

    /// Makes an authorizer.
    ///
    /// - Parameter inForce: Where it finds the configuration.
    /// - Throws: When memory is short.
    package init(_ inForce: ConfigurationInForce) throws {
        self.inForce = inForce
        self.reader = try TokenReader()
        self.decryptor = try TokenDecryptor()
        self.generation = inForce.generation
        self.active = inForce.current
        self.keys = active.keys.snapshot()
    }

    /// Decides one request, under the configuration and the keys that were taken over last.
    ///
    /// - Parameters:
    ///   - request: The request's parameters.
    ///   - now: The time to decide at.
    ///   - attempt: Whether the request may wait for keys.
    ///   - trace: Is told of each check.
    /// - Returns: The decision.
    package func decide<Parameters: RequestParameters & ~Copyable, Trace: EvaluationTrace>(
        _ request: borrowing Parameters, at now: UnixTime, attempt: Attempt, trace: inout Trace
    ) -> Decision {
        guard let policy = policy(of: request) else {
            return Decision(verdict: .refuse(.policyNotFound(name: Self.policyName(in: request))))
        }
        var decision = Decision(verdict: .wait(.zero), policy: policy)
        decision.requiredScopes = Self.words(request.value(of: .requireScope))

        guard let value = request.value(of: policy.tokenParameter) else {
            let refusal = Refusal.tokenNotPresent(place: policy.source.place)
            trace.record("token", refusal: refusal, seen: "none", accepted: policy.source.place)
            decision.verdict = .refuse(refusal)
            return decision
        }
        guard !request.isRepeated(policy.tokenParameter) else {
            let refusal = Refusal.credentialsMalformed(.moreThanOneToken)
            trace.record("token", refusal: refusal, seen: "\(refusal)", accepted: policy.source.place)
            decision.verdict = .refuse(refusal)
            return decision
        }
        switch policy.source.token(in: value) {
        case .refusal(let refusal):
            trace.record("token", refusal: refusal, seen: "\(refusal)", accepted: policy.source.place)
            decision.verdict = .refuse(refusal)
        case .token(let token):
            trace.record("token", refusal: nil, seen: "\(token.count) bytes", accepted: policy.source.place)
            judge(token, at: now, attempt: attempt, decision: &decision, policy: policy, trace: &trace)
        }
        return decision
    }

    /// Whether the caller may see how the request is decided, having sent the policy's debug secret.
    func mayBeTraced<Parameters: RequestParameters & ~Copyable>(_ request: borrowing Parameters) -> Bool {
        guard active.policies.hasDebugSecrets, let secret = policy(of: request)?.debugSecret,
            let presented = request.value(of: .debugSecret), !request.isRepeated(.debugSecret)
        else { return false }
        return secret.isKnown(by: presented)
    }

    // MARK: The cache

    /// The key under which the answer to a request is kept; `nil` for one whose answer is not.
    func cacheKey<Parameters: RequestParameters & ~Copyable>(
        of request: borrowing Parameters, role: Role
    ) -> SHA256Digest? {
        guard let policy = policy(of: request), policy.cacheSeconds > 0,
            let value = request.value(of: policy.tokenParameter), !request.isRepeated(policy.tokenParameter)
        else { return nil }
        let prefix = role == .responder ? policy.responderKeyPrefix : policy.authorizerKeyPrefix
        let scopes = request.value(of: .requireScope)
        // Nearly every request writes its header in the one usual way. What follows the scheme there need not be
        // looked at: if it is no token, no answer was kept for it.
        if let token = policy.usualToken(in: value) {
            return CacheKey.digest(policy: prefix, scopes: scopes, token: token)
        }
        switch policy.source.token(in: value) {
        case .refusal: return nil
        case .token(let token): return CacheKey.digest(policy: prefix, scopes: scopes, token: token)
        }
    }

    /// The answer that was given before, if it still holds.
    func cachedAnswer(to key: SHA256Digest, at now: UnixTime) -> CachedAnswer? {
        active.cache.answer(to: key, generation: keys.generation, now: now)
    }

    /// Keeps an answer that was given under the configuration and the keys that this thread decided by.
    func keep(
        _ bytes: [UInt8], counted: CountedDecision, end: UnixTime, logFields: LogFields?,
        for key: SHA256Digest
    ) {
        let answer = CachedAnswer(
            bytes: bytes, counted: counted, end: end, generation: keys.generation, logFields: logFields)
        active.cache.insert(answer, for: key)
    }

    // MARK: The token

    private func judge<Trace: EvaluationTrace>(
        _ token: Span<UInt8>, at now: UnixTime, attempt: Attempt, decision: inout Decision,
        policy: ProtectionPolicy, trace: inout Trace
    ) {
        do throws(MalformedToken) {
            guard !policy.tokens.decryptionKeys.isEmpty, TokenReader.isEncrypted(token) else {
                return try judgeSigned(
                    token, at: now, attempt: attempt, decision: &decision, policy: policy, trace: &trace)
            }
            let content = try decryptor.content(
                of: token, with: policy.tokens.decryptionKeys, limits: policy.tokens.limits)
            trace.record("decryption", refusal: nil, seen: "JWE", accepted: "JWE for a decryption key")
            do throws(MalformedToken) {
                try judgeSigned(
                    content.span, at: now, attempt: attempt, decision: &decision, policy: policy,
                    trace: &trace)
            } catch {
                throw error.insideEncryption
            }
        } catch {
            trace.record(
                "format", refusal: .malformed(error), seen: "\(error)",
                accepted: "JWS in compact serialization")
            decision.verdict = .refuse(
                error.isFailureOfOurs ? .internalFailure("\(error)") : .malformed(error))
        }
    }

    private func judgeSigned<Trace: EvaluationTrace>(
        _ token: Span<UInt8>, at now: UnixTime, attempt: Attempt, decision: inout Decision,
        policy: ProtectionPolicy, trace: inout Trace
    ) throws(MalformedToken) {
        let jws = try reader.read(token, limits: policy.tokens.limits)
        trace.read(jws)
        trace.record("format", refusal: nil, seen: "JWS", accepted: "JWS in compact serialization")
        decision.keyID = jws.header.keyID
        decision.verdict = verdict(
            on: jws, at: now, attempt: attempt, decision: &decision, policy: policy, trace: &trace)
    }

    private func verdict<Trace: EvaluationTrace>(
        on jws: borrowing UnverifiedJWS, at now: UnixTime, attempt: Attempt, decision: inout Decision,
        policy: ProtectionPolicy, trace: inout Trace
    ) -> Decision.Verdict {
        let tokens = policy.tokens
        let circumstances = Circumstances(now: now, requiredScopes: decision.requiredScopes)
        let refusal: Refusal
        switch origin(of: jws, tokens: tokens, attempt: attempt, trace: &trace) {
        case .refusal(let found):
            refusal = found
        case .wait(let patience):
            return .wait(patience)
        case .known(let origin):
            decision.issuer = origin.issuer.name
            switch signature(of: jws, origin: origin, attempt: attempt, trace: &trace) {
            case .wait(let patience):
                return .wait(patience)
            case .refusal(let found):
                refusal = found
            case .verified(let verified):
                decision.subject = verified.claims.subject
                decision.end = tokens.end(of: verified)
                if let refusal = tokens.refusal(of: verified, in: circumstances, trace: &trace) {
                    return .refuse(refusal)
                }
                return .allow(policy.claimHeaders.values(for: verified))
            }
        }
        if Trace.wantsEveryRule {
            _ = tokens.refusal(of: jws.unverifiedClaims, in: circumstances, trace: &trace)
        }
        return .refuse(refusal)
    }

    // MARK: What a decision depends on

    /// Takes over a new configuration or new keys, if there are any; otherwise costs two loads.
    ///
    /// Called once before a request: its cache key, its decision and what is kept of it must be of one configuration.
    package func takeOverChanges() {
        let generation = inForce.generation
        if generation != self.generation {
            self.generation = generation
            active = inForce.current
        } else if keys.generation == active.keys.generation {
            return
        }
        keys = active.keys.snapshot()
        verifier.forgetKeys()
    }

    private func policy<Parameters: RequestParameters & ~Copyable>(
        of request: borrowing Parameters
    ) -> ProtectionPolicy? {
        guard let name = request.value(of: .policy) else {
            return active.policies.policy(named: Self.defaultPolicyBytes.span)
        }
        return active.policies.policy(named: name)
    }

    private static func policyName<Parameters: RequestParameters & ~Copyable>(
        in request: borrowing Parameters
    ) -> String {
        guard let name = request.value(of: .policy) else { return defaultPolicy }
        return String(copying: name)
    }

    /// The policy of a location that names none.
    private static let defaultPolicy = "default"
    private static let defaultPolicyBytes = Array(defaultPolicy.utf8)

    private static func words(_ text: Span<UInt8>?) -> [String] {
        guard let text else { return [] }
        return String(copying: text).split(separator: " ").map(String.init)
    }
}

extension ParameterName {
    /// The name of the policy to decide by; set by the web server's administrator.
    package static let policy = ParameterName("GATEHOUSE_POLICY")

    /// The header in which a caller sends the debug secret of a policy.
    static let debugSecret = ParameterName("HTTP_X_GATEHOUSE_DEBUG")

    /// The scopes that a location requires beyond its policy; set by the web server's administrator.
    package static let requireScope = ParameterName("GATEHOUSE_REQUIRE_SCOPE")
}
