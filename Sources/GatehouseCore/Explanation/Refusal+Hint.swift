internal import Policy

extension Refusal {
    /// What probably brought the refusal about, and what to change; `nil` when the message says it all.
    var hint: String? {
        switch self {
        case .algorithmNotAllowed:
            "add the algorithm to the policy's \"algorithms\", or have the issuer sign with one of them"
        case .audienceNotAllowed:
            "ask the issuer for a token for this API, or add the audience to the policy's \"audiences\""
        case .groupsOverage:
            "require app roles instead, or have the issuer send only the groups assigned to the application"
        case .keyOfOtherIssuer, .tenantNotAllowed:
            "the token is of another tenant: list it in \"tenants\" if it is to be accepted"
        case .signatureForGraph:
            "ask for a token for this API: the scope begins with its application ID URI, not with Graph's"
        case .claimNotFound, .claimValueNotAllowed, .insufficientScope:
            "the caller needs the permission at the issuer, and then a new token"
        case .credentialsMalformed(.moreThanOneToken):
            "send the token once"
        case .credentialsMalformed(.notAToken):
            "send the token as the issuer gave it, without quotes"
        case .expired:
            "get a new token; if it is new, compare the clocks of this host and the issuer"
        case .expiryMissing:
            "have the issuer set an expiration time, or set \"require-expiration-time: false\""
        case .internalFailure:
            "the log says what failed"
        case .issuerNotAllowed:
            "compare \"iss\" and the issuer's \"issuer\" byte by byte: a slash at the end counts"
        case .keyDoesNotFit:
            "the key is for another algorithm: look at its \"kty\", \"crv\" and \"alg\""
        case .keyNotFound:
            "the key was rotated away, or the token is another issuer's with the same name"
        case .keysUnavailable:
            "fetch them with --fetch, or look at the log for why the issuer cannot be reached"
        case .malformed:
            nil
        case .notYetValid:
            "compare the clocks of this host and the issuer, or allow some \"clock-skew\""
        case .policyNotFound:
            "compare the web server's GATEHOUSE_POLICY with the names under \"policies\""
        case .signatureInvalid:
            "the token was changed on its way, or signed by somebody else"
        case .timeMalformed:
            nil
        case .tokenNotPresent, .tokenSchemeNotAccepted:
            nil
        case .typeNotAllowed:
            "send the access token, not the ID token; if the issuer sets no such \"typ\", remove \"token-type\""
        }
    }
}
