internal import JOSE
internal import Keys
internal import OpenSSL
internal import Policy
internal import Server

extension Authorizer {
    /// What became of checking a signature.
    enum SignatureFinding: ~Escapable {
        case refusal(Refusal)
        case verified(VerifiedJWS)
        case wait(Duration)
    }

    /// Checks a token's signature with each key that may have made it.
    ///
    /// - Parameters:
    ///   - jws: The token.
    ///   - origin: Whose it says it is.
    ///   - attempt: Whether the request may wait for keys.
    ///   - trace: Is told of the key and of the signature.
    /// - Returns: The verified token, or why there is none.
    @_lifetime(copy jws)
    func signature<Trace: EvaluationTrace>(
        of jws: borrowing UnverifiedJWS, origin: TokenOrigin, attempt: Attempt, trace: inout Trace
    ) -> SignatureFinding {
        let keyID = jws.header.keyID
        let accepted = "a key of issuer \(origin.issuer.name)"
        let candidates: [JWK]
        let gap: KeyGap
        switch keyFinding(of: jws, origin: origin, attempt: attempt) {
        case .wait(let patience):
            return .wait(patience)
        case .refusal(let refusal):
            trace.record("key", refusal: refusal, seen: keyID ?? "no kid", accepted: accepted)
            return .refusal(refusal)
        case .candidates(let found, let remaining):
            candidates = found
            gap = remaining
        }
        do throws(OpenSSLError) {
            for candidate in candidates {
                guard
                    let verified = try jws.verified(
                        with: candidate.key, algorithm: origin.algorithm, by: verifier)
                else { continue }
                trace.record("key", refusal: nil, seen: keyID ?? "no kid", accepted: accepted)
                trace.record("signature", refusal: nil, seen: "valid", accepted: "a valid signature")
                return .verified(verified)
            }
        } catch {
            return .refusal(.internalFailure("\(error)"))
        }
        if !gap.isEmpty {
            // Another source of the issuer, whose keys are not at hand, may have the one that fits.
            switch answer(to: gap, keyID: keyID, origin: origin, attempt: attempt) {
            case .wait(let patience): return .wait(patience)
            case .refusal(.keysUnavailable(let issuer)):
                let refusal = Refusal.keysUnavailable(issuer: issuer)
                trace.record("key", refusal: refusal, seen: keyID ?? "no kid", accepted: accepted)
                return .refusal(refusal)
            case .candidates, .refusal: break
            }
        }
        trace.record("key", refusal: nil, seen: keyID ?? "no kid", accepted: accepted)
        let name = origin.issuer.name
        let refusal: Refusal =
            jws.header.hasNonce
            ? .signatureForGraph(keyID: keyID, algorithm: origin.algorithm.name, issuer: name)
            : .signatureInvalid(keyID: keyID, algorithm: origin.algorithm.name, issuer: name)
        trace.record("signature", refusal: refusal, seen: "not valid", accepted: "a valid signature")
        return .refusal(refusal)
    }
}

// MARK: Keys

extension Authorizer {
    private enum KeyFinding {
        /// Keys to try, and what is not known of the issuer's other sources.
        case candidates([JWK], KeyGap)
        case refusal(Refusal)
        case wait(Duration)
    }

    /// Why some of the issuer's sources have no key to try.
    private struct KeyGap {
        /// A source whose first answer is still to come.
        var pendingSource: Int?

        /// Whether a source's keys cannot be had.
        var hasUnavailable = false

        /// Whether a source has keys, and none of the token's name.
        var hasUnknown = false

        var isEmpty: Bool { pendingSource == nil && !hasUnavailable && !hasUnknown }

        mutating func add(_ other: KeyGap) {
            pendingSource = pendingSource ?? other.pendingSource
            hasUnavailable = hasUnavailable || other.hasUnavailable
            hasUnknown = hasUnknown || other.hasUnknown
        }
    }

    private func keyFinding(
        of jws: borrowing UnverifiedJWS, origin: TokenOrigin, attempt: Attempt
    ) -> KeyFinding {
        let keyID = jws.header.keyID
        var candidates: [JWK] = []
        var gap = KeyGap()
        var isNamed = false
        var isMisfit = false
        for source in origin.keySources {
            switch keys.issuers[source] {
            case .pending:
                gap.pendingSource = source
            case .unavailable:
                gap.hasUnavailable = true
            case .available(let set):
                switch set.selection(keyID: keyID, algorithm: origin.algorithm) {
                case .candidates(let found):
                    // One source is the rule, and its list is passed on as it is.
                    if candidates.isEmpty { candidates = found } else { candidates += found }
                    guard origin.keySources.count > 1, keyID != nil else { continue }
                    isNamed = isNamed || found.contains { $0.id == keyID }
                case .noneFits:
                    isMisfit = true
                case .unknown:
                    gap.hasUnknown = true
                }
            }
        }
        guard !candidates.isEmpty else {
            // A key of the token's name that does not fit is the one it names: a fetch would bring no other.
            if isMisfit { gap.hasUnknown = false }
            guard gap.isEmpty else {
                return answer(to: gap, keyID: keyID, origin: origin, attempt: attempt)
            }
            return .refusal(
                .keyDoesNotFit(keyID: keyID, algorithm: origin.algorithm.name, issuer: origin.issuer.name))
        }
        let others = removeKeysOfOthers(from: &candidates, jws: jws, origin: origin)
        if candidates.isEmpty, !others.areUnknown, let foreign = others.foreign {
            return .refusal(
                .keyOfOtherIssuer(keyID: keyID, keyIssuer: foreign.text, seen: origin.identifier))
        }
        if others.areUnknown {
            isNamed = false
            gap.add(missingSources(of: origin.issuer))
            if candidates.isEmpty { return answer(to: gap, keyID: keyID, origin: origin, attempt: attempt) }
        }
        if origin.keySources.count > 1, let keyID {
            candidates = candidates.filter { $0.id == keyID } + candidates.filter { $0.id != keyID }
        }
        let limit = JWKSet.trialLimit * origin.keySources.count
        if candidates.count > limit { candidates.removeLast(candidates.count - limit) }
        // A key that bears the token's name is the one, and nothing is fetched for another. Only a source that has not
        // answered yet may have one of that name as well, since names such as `1` are given by many.
        return .candidates(candidates, isNamed ? KeyGap(pendingSource: gap.pendingSource) : gap)
    }

    /// What keys were left out because they may not sign this issuer's tokens.
    private struct OthersKeys {
        /// Whose one of them is.
        var foreign: IssuerTemplate?

        /// Whether it cannot be told of one of them, since a source that would tell is not at hand.
        var areUnknown = false
    }

    /// Leaves only keys that may sign this issuer's tokens.
    private func removeKeysOfOthers(
        from candidates: inout [JWK], jws: borrowing UnverifiedJWS, origin: TokenOrigin
    ) -> OthersKeys {
        var others = OthersKeys()
        // Nearly no issuer's keys say whose they are, and then nothing is asked of the token.
        guard origin.issuer.tenants != nil || candidates.contains(where: { $0.issuer != nil }) else {
            return others
        }
        let tenant = jws.unverifiedTenant
        let isSourceMissing = origin.issuer.tenants != nil && !missingSources(of: origin.issuer).isEmpty
        candidates.removeAll { key in
            guard let owner = owner(of: key, origin: origin) else {
                others.areUnknown = others.areUnknown || isSourceMissing
                return isSourceMissing
            }
            let isOwn = origin.issuer.accepts(
                keyIssuer: owner, identifier: origin.identifier, tenant: tenant,
                metadata: keys.metadataIssuers)
            guard !isOwn else { return false }
            others.areUnknown = others.areUnknown || isSourceMissing
            others.foreign = others.foreign ?? owner
            return true
        }
        return others
    }

    /// The issuer's sources that have no keys at hand, and so no metadata.
    private func missingSources(of issuer: TokenPolicy.AcceptedIssuer) -> KeyGap {
        var gap = KeyGap()
        for source in issuer.keySources {
            switch keys.issuers[source] {
            case .available: continue
            case .pending: gap.pendingSource = source
            case .unavailable: gap.hasUnavailable = true
            }
        }
        return gap
    }

    /// Whose key it is, by its own `issuer`.
    ///
    /// The key sets of Entra ID's version 1 do not say that; what the set of version 2 says of the same key counts, or
    /// the key of personal accounts could sign for every organization.
    private func owner(of key: JWK, origin: TokenOrigin) -> IssuerTemplate? {
        if let issuer = key.issuer { return issuer }
        guard origin.issuer.tenants != nil, let id = key.id else { return nil }
        for source in origin.issuer.keySources {
            guard case .available(let set) = keys.issuers[source] else { continue }
            for twin in set.keys(named: id) {
                if let issuer = twin.issuer { return issuer }
            }
        }
        return nil
    }

    /// What a gap means for a token that no key at hand has verified.
    private func answer(
        to gap: KeyGap, keyID: String?, origin: TokenOrigin, attempt: Attempt
    ) -> KeyFinding {
        let name = origin.issuer.name
        if attempt != .last {
            if let source = gap.pendingSource { return .wait(active.keys.keyWait(ofIssuer: source)) }
            if gap.hasUnknown, let patience = patience(withKey: keyID, of: origin) { return .wait(patience) }
        }
        guard gap.pendingSource == nil, !gap.hasUnavailable else {
            return .refusal(.keysUnavailable(issuer: name))
        }
        return .refusal(.keyNotFound(keyID: keyID, issuer: name))
    }

    /// How long to wait for a key that nobody knows, which a fetch may bring; `nil` when none is worth waiting for.
    private func patience(withKey keyID: String?, of origin: TokenOrigin) -> Duration? {
        var patience: Duration?
        for source in origin.keySources
        where active.keys.unknownKeyID(keyID, issuer: source, now: KeyRefresher.now()) == .wait {
            patience = max(patience ?? .zero, active.keys.keyWait(ofIssuer: source))
        }
        return patience
    }
}
