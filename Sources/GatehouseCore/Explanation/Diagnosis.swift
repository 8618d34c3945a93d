internal import JOSE
internal import Policy

/// Guesses what brought a refusal about, and says what to change.
///
/// Made for a person who is stuck: where the token and the policy together look like one of the well-known mistakes,
/// the hint names it; else it says where to look. It never decides anything.
struct Diagnosis {
    /// What the token says of itself.
    let token: TokenFacts

    /// The likely cause and its mend; `nil` when the message says it all.
    func hint(for refusal: Refusal) -> String? {
        switch refusal {
        case .algorithmNotAllowed(let seen, _): algorithmHint(seen: seen)
        case .audienceNotAllowed(let accepted, let presented):
            audienceHint(accepted: accepted, presented: presented)
        case .backendApplicationNotAllowed(let accepted, let presented):
            backendApplicationHint(accepted: accepted, presented: presented)
        case .claimNotFound(let requirements): requirements.first.map { claimHint($0, presented: []) }
        case .claimValueNotAllowed(let requirement, let presented):
            claimHint(requirement, presented: presented)
        case .credentialsMalformed(.moreThanOneToken): "send the token once, and nothing after it"
        case .credentialsMalformed(.notAToken):
            "send the token as the issuer gave it: without quotes, line breaks or brackets"
        case .expired(let expiry, let now, let skew): expiredHint(expiry: expiry, now: now, skew: skew)
        case .expiryMissing:
            "have the issuer set an expiration time, or set \"require-expiration-time: false\""
        case .groupsOverage(let requirement): claimHint(requirement, presented: [])
        case .insufficientScope(let required, _): scopeHint(required)
        case .internalFailure: "the log says what failed"
        case .issuerNotAllowed(let seen, let accepted): issuerHint(seen: seen, accepted: accepted)
        case .keyDoesNotFit: "the key is for another algorithm: look at its \"kty\", \"crv\" and \"alg\""
        case .keyNotFound(let keyID, _): keyHint(keyID)
        case .keyOfOtherIssuer:
            "the key may sign for another tenant or provider only: get a token from the issuer that \"iss\" names"
        case .keysUnavailable:
            "fetch them with --fetch, or look at the log for why the issuer cannot be reached"
        case .malformed(let problem): formatHint(problem)
        case .notYetValid(let notBefore, let now, _): notYetValidHint(notBefore: notBefore, now: now)
        case .policyNotFound:
            "compare the web server's GATEHOUSE_POLICY with the names under \"policies\""
        case .signatureForGraph:
            "ask for a scope of this API, such as api://APPLICATION/.default, in a request without Graph's scopes"
        case .signatureInvalid: signatureHint
        case .tenantNotAllowed(let seen, let accepted): tenantHint(seen: seen, accepted: accepted)
        case .timeMalformed(let claim, _):
            "have the issuer write \"\(claim)\" as a number of seconds since 1970, without quotes"
        case .tokenNotPresent: nil
        case .tokenSchemeNotAccepted(let seen, let accepted): schemeHint(seen: seen, accepted: accepted)
        case .typeNotAllowed:
            "send the access token, not the ID token; if the issuer sets no such \"typ\", as Entra ID does not, "
                + "remove \"token-type\""
        }
    }
}
