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
    private let verifier = SignatureVerifier()
    private let keyMaker: CacheKeyMaker
    private var active: ActiveConfiguration
    private var generation: UInt64
    private var keys: KeySnapshot

    /// Makes an authorizer.
    ///
    /// - Parameter inForce: Where it finds the configuration.
    /// - Throws: When memory is short.
    package init(_ inForce: ConfigurationInForce) throws {
        self.inForce = inForce
        self.reader = try TokenReader()
        self.decryptor = try TokenDecryptor()
        self.keyMaker = try CacheKeyMaker()
        self.generation = inForce.generation
        self.active = inForce.current
        self.keys = active.keys.snapshot()
    }

    /// Decides one request.
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
        takeOverChanges()
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
        takeOverChanges()
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
        takeOverChanges()
        guard let policy = policy(of: request), policy.cacheSeconds > 0,
            let value = request.value(of: policy.tokenParameter), !request.isRepeated(policy.tokenParameter)
        else { return nil }
        let prefix = role == .responder ? policy.responderKeyPrefix : policy.authorizerKeyPrefix
        let scopes = request.value(of: .requireScope)
        // Nearly every request writes its header in the one usual way. What follows the scheme there need not be
        // looked at: if it is no token, no answer was kept for it.
        if let token = policy.usualToken(in: value) {
            return keyMaker.key(policy: prefix, scopes: scopes, token: token)
        }
        switch policy.source.token(in: value) {
        case .refusal: return nil
        case .token(let token): return keyMaker.key(policy: prefix, scopes: scopes, token: token)
        }
    }

    /// The answer that was given before, if it still holds.
    func cachedAnswer(to key: SHA256Digest, at now: UnixTime) -> CachedAnswer? {
        active.cache.answer(to: key, generation: keys.generation, now: now)
    }

    /// Keeps an answer that was given under the configuration and the keys that this thread decided by.
    func keep(_ bytes: [UInt8], isAllowed: Bool, end: UnixTime, logFields: LogFields?, for key: SHA256Digest)
    {
        let answer = CachedAnswer(
            bytes: bytes, isAllowed: isAllowed, end: end, generation: keys.generation, logFields: logFields)
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
                error.isOutOfMemory ? .internalFailure("\(error)") : .malformed(error))
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
        switch origin(of: jws, tokens: tokens, trace: &trace) {
        case .refusal(let found):
            refusal = found
        case .known(let algorithm, let issuer):
            decision.issuer = issuer.name
            switch signature(
                of: jws, algorithm: algorithm, issuer: issuer, attempt: attempt, trace: &trace)
            {
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

    // MARK: Algorithm and issuer

    private enum Origin {
        case known(SignatureAlgorithm, TokenPolicy.AcceptedIssuer)
        case refusal(Refusal)
    }

    /// Finds out how the token says it is signed, by whom, and what it is, and whether the policy accepts that.
    private func origin<Trace: EvaluationTrace>(
        of jws: borrowing UnverifiedJWS, tokens: TokenPolicy, trace: inout Trace
    ) -> Origin {
        let name = jws.header.algorithmName
        let algorithm = tokens.algorithm(named: name)
        let algorithmRefusal =
            algorithm == nil ? Refusal.algorithmNotAllowed(seen: name, accepted: tokens.algorithmNames) : nil
        trace.record(
            "algorithm", refusal: algorithmRefusal, seen: name,
            accepted: tokens.algorithmNames.joined(separator: ", "))

        let identifier = jws.unverifiedIssuer
        let issuer = tokens.issuer(named: identifier)
        let issuerRefusal =
            issuer == nil
            ? Refusal.issuerNotAllowed(seen: identifier, accepted: tokens.issuerIdentifiers) : nil
        trace.record(
            "issuer", refusal: issuerRefusal, seen: identifier ?? "no iss",
            accepted: tokens.issuerIdentifiers.joined(separator: ", "))

        var typeRefusal: Refusal?
        if let type = tokens.type {
            let seen = jws.header.type
            if !type.accepts(seen) { typeRefusal = .typeNotAllowed(seen: seen, accepted: type.name) }
            trace.record("type", refusal: typeRefusal, seen: seen ?? "no typ", accepted: type.name)
        }

        guard let algorithm, let issuer else {
            return .refusal(algorithmRefusal ?? issuerRefusal ?? .internalFailure("no issuer"))
        }
        if let typeRefusal { return .refusal(typeRefusal) }
        return .known(algorithm, issuer)
    }

    // MARK: Key and signature

    private enum SignatureFinding: ~Escapable {
        case refusal(Refusal)
        case verified(VerifiedJWS)
        case wait(Duration)
    }

    @_lifetime(copy jws)
    private func signature<Trace: EvaluationTrace>(
        of jws: borrowing UnverifiedJWS, algorithm: SignatureAlgorithm, issuer: TokenPolicy.AcceptedIssuer,
        attempt: Attempt, trace: inout Trace
    ) -> SignatureFinding {
        let keyID = jws.header.keyID
        let candidates: [JWK]
        switch keyFinding(keyID: keyID, algorithm: algorithm, issuer: issuer, attempt: attempt) {
        case .wait(let patience):
            return .wait(patience)
        case .refusal(let refusal):
            trace.record(
                "key", refusal: refusal, seen: keyID ?? "no kid", accepted: "a key of issuer \(issuer.name)")
            return .refusal(refusal)
        case .candidates(let found):
            candidates = found
        }
        trace.record(
            "key", refusal: nil, seen: keyID ?? "no kid", accepted: "a key of issuer \(issuer.name)")
        do throws(OpenSSLError) {
            for candidate in candidates {
                guard let verified = try jws.verified(with: candidate.key, algorithm: algorithm, by: verifier)
                else { continue }
                trace.record("signature", refusal: nil, seen: "valid", accepted: "a valid signature")
                return .verified(verified)
            }
        } catch {
            return .refusal(.internalFailure("\(error)"))
        }
        let refusal = Refusal.signatureInvalid(keyID: keyID, algorithm: algorithm.name, issuer: issuer.name)
        trace.record("signature", refusal: refusal, seen: "not valid", accepted: "a valid signature")
        return .refusal(refusal)
    }

    private enum KeyFinding {
        case candidates([JWK])
        case refusal(Refusal)
        case wait(Duration)
    }

    private func keyFinding(
        keyID: String?, algorithm: SignatureAlgorithm, issuer: TokenPolicy.AcceptedIssuer, attempt: Attempt
    ) -> KeyFinding {
        let patience = active.keys.keyWait(ofIssuer: issuer.index)
        switch keys.issuers[issuer.index] {
        case .pending:
            return attempt == .last ? .refusal(.keysUnavailable(issuer: issuer.name)) : .wait(patience)
        case .unavailable:
            return .refusal(.keysUnavailable(issuer: issuer.name))
        case .available(let set):
            switch set.selection(keyID: keyID, algorithm: algorithm) {
            case .candidates(let candidates):
                return .candidates(candidates)
            case .noneFits:
                return .refusal(
                    .keyDoesNotFit(keyID: keyID, algorithm: algorithm.name, issuer: issuer.name))
            case .unknown:
                if attempt != .last,
                    active.keys.unknownKeyID(keyID, issuer: issuer.index, now: KeyRefresher.now()) == .wait
                {
                    return .wait(patience)
                }
                return .refusal(.keyNotFound(keyID: keyID, issuer: issuer.name))
            }
        }
    }

    // MARK: What a decision depends on

    /// Takes over a new configuration or new keys, if there are any; otherwise costs two loads.
    private func takeOverChanges() {
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
