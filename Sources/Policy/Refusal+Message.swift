internal import JOSE
internal import JSON

extension Refusal: CustomStringConvertible {
    /// What was seen and what is accepted, for the client, the log and `explain`.
    package var description: String {
        switch self {
        case .algorithmNotAllowed(let seen, let accepted):
            "\"alg\" is \(seen.quotedForMessage), accepted is \(anyOf(accepted))"
        case .audienceNotAllowed(let accepted, let presented):
            "\"aud\" \(presentedText(presented)), accepted is \(anyOf(accepted))"
        case .claimNotFound(let requirement):
            "claim \"\(requirement.path)\" is missing, required is \(requirement.acceptedText)"
        case .claimValueNotAllowed(let requirement, let presented):
            "claim \"\(requirement.path)\" \(presentedText(presented)), "
                + "required is \(requirement.acceptedText)"
        case .credentialsMalformed(.moreThanOneToken):
            "more than one token was presented, accepted is one"
        case .credentialsMalformed(.notAToken):
            "the credentials hold characters that no token has (RFC 6750 section 2.1)"
        case .expired(let expiry, let now, let clockSkew):
            "the token expired at \(expiry), now is \(now), clock skew is \(clockSkew) s"
        case .expiryMissing:
            "\"exp\" is missing, and the policy requires an expiration time"
        case .insufficientScope(let required, let presented):
            "the token has \(presented.isEmpty ? "no scope" : "the scopes \(list(presented))"), "
                + "required is \(list(required))"
        case .internalFailure:
            "the request could not be judged because of an internal error"
        case .issuerNotAllowed(let seen, let accepted):
            "\"iss\" is \(seen?.quotedForMessage ?? "missing"), accepted is \(anyOf(accepted))"
        case .keyDoesNotFit(let keyID, let algorithm, let issuer):
            "issuer \"\(issuer)\" has no key\(named(keyID)) for the algorithm \(algorithm)"
        case .keyNotFound(let keyID, let issuer):
            "issuer \"\(issuer)\" has no key\(named(keyID))"
        case .keysUnavailable(let issuer):
            "the keys of issuer \"\(issuer)\" are not available"
        case .malformed(let problem):
            "\(problem)"
        case .notYetValid(let notBefore, let now, let clockSkew):
            "the token is not valid before \(notBefore), now is \(now), clock skew is \(clockSkew) s"
        case .policyNotFound(let name):
            "there is no policy \(name.quotedForMessage)"
        case .signatureInvalid(let keyID, let algorithm, let issuer):
            "the \(algorithm) signature was not made with \(keyID == nil ? "a key" : "key\(named(keyID))") "
                + "of issuer \"\(issuer)\""
        case .timeMalformed(let claim, let seen):
            "\"\(claim)\" is \(seen.quotedForMessage), and must be a number of seconds"
        case .tokenNotPresent(let place):
            "no token in \(place)"
        case .tokenSchemeNotAccepted(let seen, let accepted):
            "the Authorization header has the scheme \(seen.quotedForMessage), accepted is \"\(accepted)\""
        case .typeNotAllowed(let seen, let accepted):
            "\"typ\" is \(seen?.quotedForMessage ?? "missing"), accepted is \"\(accepted)\""
        }
    }

    private func named(_ keyID: String?) -> String {
        keyID.map { " \($0.quotedForMessage)" } ?? ""
    }

    private func presentedText(_ values: [String]) -> String {
        values.isEmpty ? "is missing" : "is \(list(values))"
    }
}

/// The values as a list for a message, the first eight of them.
func list(_ values: [String]) -> String {
    let most = 8
    let shown = values.prefix(most).map(\.quotedForMessage).joined(separator: ", ")
    return values.count > most ? "\(shown) and \(values.count - most) more" : shown
}

/// The values as a choice for a message.
func anyOf(_ values: [String]) -> String {
    values.count == 1 ? list(values) : "any of \(list(values))"
}
