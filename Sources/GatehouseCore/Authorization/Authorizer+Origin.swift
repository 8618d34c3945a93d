internal import JOSE
internal import Keys
internal import Policy
internal import Server

extension Authorizer {
    /// What became of asking a token how it is signed and by whom.
    enum OriginFinding {
        case known(TokenOrigin)
        case refusal(Refusal)
        case wait(Duration)
    }

    /// Finds out how the token says it is signed, by whom, and what it is, and whether the policy accepts that.
    func origin<Trace: EvaluationTrace>(
        of jws: borrowing UnverifiedJWS, tokens: TokenPolicy, attempt: Attempt, trace: inout Trace
    ) -> OriginFinding {
        let name = jws.header.algorithmName
        let algorithm = tokens.algorithm(named: name)
        let algorithmRefusal =
            algorithm == nil ? Refusal.algorithmNotAllowed(seen: name, accepted: tokens.algorithmNames) : nil
        trace.record(
            "algorithm", refusal: algorithmRefusal, seen: name,
            accepted: tokens.algorithmNames.joined(separator: ", "))

        let identifier = jws.unverifiedIssuer
        let tenant = tokens.looksAtTenants ? jws.unverifiedTenant : nil
        let finding = tokens.issuer(named: identifier, tenant: tenant, metadata: keys.metadataIssuers)
        var issuerRefusal: Refusal?
        switch finding {
        case .accepted: break
        case .tenantNotAccepted(let accepted):
            issuerRefusal = .tenantNotAllowed(seen: tenant, accepted: accepted)
        case .notAccepted:
            switch missingMetadata(of: tokens, attempt: attempt) {
            case .pending(let patience) where algorithm != nil: return .wait(patience)
            case .unavailable(let issuer): issuerRefusal = .keysUnavailable(issuer: issuer)
            case .pending, nil:
                issuerRefusal = .issuerNotAllowed(seen: identifier, accepted: issuerNames(of: tokens))
            }
        }
        trace.record(
            "issuer", refusal: issuerRefusal, seen: identifier ?? "no iss",
            accepted: issuerNames(of: tokens).joined(separator: ", "))

        var typeRefusal: Refusal?
        if let type = tokens.type {
            let seen = jws.header.type
            if !type.accepts(seen) { typeRefusal = .typeNotAllowed(seen: seen, accepted: type.name) }
            trace.record("type", refusal: typeRefusal, seen: seen ?? "no typ", accepted: type.name)
        }

        guard let algorithm, case .accepted(let issuer, let keySources) = finding else {
            return .refusal(algorithmRefusal ?? issuerRefusal ?? .internalFailure("no issuer"))
        }
        if let typeRefusal { return .refusal(typeRefusal) }
        return .known(
            TokenOrigin(
                algorithm: algorithm, issuer: issuer, keySources: keySources, identifier: identifier))
    }

    private enum MissingMetadata {
        case pending(Duration)
        case unavailable(issuer: String)
    }

    /// Whether metadata is missing that could say that the token's issuer is accepted.
    private func missingMetadata(of tokens: TokenPolicy, attempt: Attempt) -> MissingMetadata? {
        guard tokens.looksAtTenants else { return nil }
        var unavailable: MissingMetadata?
        for issuer in tokens.issuers where issuer.trustsMetadata {
            for source in issuer.keySources {
                switch keys.issuers[source] {
                case .available: continue
                case .pending where attempt != .last:
                    return .pending(active.keys.keyWait(ofIssuer: source))
                case .pending, .unavailable:
                    unavailable = unavailable ?? .unavailable(issuer: issuer.name)
                }
            }
        }
        return unavailable
    }

    /// What `iss` may be, for messages: what is configured and what metadata says.
    private func issuerNames(of tokens: TokenPolicy) -> [String] {
        guard tokens.looksAtTenants else { return tokens.issuerIdentifiers }
        let learned = tokens.issuers.filter(\.trustsMetadata).flatMap { issuer in
            issuer.keySources.compactMap { keys.metadataIssuers[$0] }
        }
        return tokens.issuerIdentifiers + learned.filter { !tokens.issuerIdentifiers.contains($0) }
    }
}
