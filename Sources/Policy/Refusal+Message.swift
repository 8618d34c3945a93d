internal import JOSE
internal import JSON

extension Refusal: CustomStringConvertible {
    /// What was seen and what is accepted, for the client, the log and `explain`.
    ///
    /// A message begins with APIM's own, word for word, where its documentation gives one (LastError in "Error
    /// handling in API Management policies"), and ends in "Access denied." where APIM's does; the rest is ours.
    package var description: String {
        switch self {
        case .algorithmNotAllowed(let seen, let accepted):
            "\"alg\" is \(seen.quotedForMessage), accepted is \(anyOf(accepted))"
        case .audienceNotAllowed(let accepted, let presented),
            .backendApplicationNotAllowed(let accepted, let presented):
            "Audience validation failed: \"aud\" \(presentedText(presented)), accepted is \(anyOf(accepted)). "
                + Self.denied
        case .claimNotFound(let requirements):
            "JWT is missing the following claims: \(names(requirements)). \(Self.denied) "
                + "Required is \(listed(requirements, requiredText, separator: "; "))."
        case .claimValueNotAllowed(let requirement, let presented):
            "Claim \(requirement.path) value of \(unquotedList(presented)) is not allowed. \(Self.denied) "
                + "Required is \(requirement.acceptedText)."
        case .credentialsMalformed(.moreThanOneToken):
            "more than one token was presented, accepted is one"
        case .credentialsMalformed(.notAToken):
            "the credentials hold characters that no token has (RFC 6750 section 2.1)"
        case .expired(let expiry, let now, let clockSkew):
            "Lifetime validation failed: the token expired at \(expiry), now is \(now), "
                + "clock skew is \(clockSkew) s. \(Self.denied)"
        case .expiryMissing:
            "\"exp\" is missing, and the policy requires an expiration time"
        case .groupsOverage(let requirement):
            "JWT is missing the following claims: \(requirement.path). \(Self.denied) The caller is in more "
                + "groups than the issuer puts into a token (groups overage). "
                + "Required is \(requirement.acceptedText)."
        case .insufficientScope(let required, let presented):
            "the token has \(presented.isEmpty ? "no scope" : "the scopes \(list(presented))"), "
                + "required is \(list(required))"
        case .internalFailure:
            "the request could not be judged because of an internal error"
        case .issuerNotAllowed(let seen, let accepted):
            "Issuer validation failed: \"iss\" is \(seen?.quotedForMessage ?? "missing"), "
                + "accepted is \(accepted.isEmpty ? "what the issuer's metadata says" : anyOf(accepted)). \(Self.denied)"
        case .keyDoesNotFit(let keyID, let algorithm, let issuer):
            "Signature validation failed: issuer \"\(issuer)\" has no key\(named(keyID)) "
                + "for the algorithm \(algorithm). \(Self.denied)"
        case .keyNotFound(let keyID, let issuer):
            "Signature validation failed: issuer \"\(issuer)\" has no key\(named(keyID)). \(Self.denied)"
        case .keyOfOtherIssuer(let keyID, let keyIssuer, let seen):
            "Issuer validation failed: key\(named(keyID)) is for the issuer \(keyIssuer.quotedForMessage), "
                + "and \"iss\" is \(seen?.quotedForMessage ?? "missing"). \(Self.denied)"
        case .keysUnavailable(let issuer):
            "the keys of issuer \"\(issuer)\" are not available"
        case .malformed(let problem):
            "\(problem)"
        case .notYetValid(let notBefore, let now, let clockSkew):
            "Lifetime validation failed: the token is not valid before \(notBefore), now is \(now), "
                + "clock skew is \(clockSkew) s. \(Self.denied)"
        case .policyNotFound(let name):
            "there is no policy \(name.quotedForMessage)"
        case .signatureForGraph:
            "Signature validation failed: the token's header has a \"nonce\", so it is for Microsoft Graph, and "
                + "nobody but Graph can verify it. \(Self.denied)"
        case .signatureInvalid(let keyID, let algorithm, let issuer):
            "Signature validation failed: the \(algorithm) signature was not made with "
                + "\(keyID == nil ? "a key" : "key\(named(keyID))") of issuer \"\(issuer)\". \(Self.denied)"
        case .tenantNotAllowed(let seen, let accepted):
            "Issuer validation failed: \"tid\" is \(seen?.quotedForMessage ?? "missing"), "
                + "accepted is \(accepted). \(Self.denied)"
        case .timeMalformed(let claim, let seen):
            "\"\(claim)\" is \(seen.quotedForMessage), and must be a number of seconds"
        case .tokenNotPresent(let place):
            "JWT not present. There is no token in \(place)."
        case .tokenSchemeNotAccepted(let seen, let accepted):
            "JWT not present. The Authorization header has the scheme \(seen.quotedForMessage), "
                + "accepted is \"\(accepted)\"."
        case .typeNotAllowed(let seen, let accepted):
            "\"typ\" is \(seen?.quotedForMessage ?? "missing"), accepted is \"\(accepted)\""
        }
    }

    private static let denied = "Access denied."

    private func named(_ keyID: String?) -> String {
        keyID.map { " \($0.quotedForMessage)" } ?? ""
    }

    private func names(_ requirements: [ClaimRequirement]) -> String {
        listed(requirements, \.path.description, most: 32)
    }

    private func requiredText(_ requirement: ClaimRequirement) -> String {
        "\(requirement.path): \(requirement.acceptedText)"
    }

    private func presentedText(_ values: [String]) -> String {
        values.isEmpty ? "is missing" : "is \(list(values))"
    }
}

/// The values as a list for a message, the first eight of them.
func list(_ values: [String]) -> String {
    listed(values, \.quotedForMessage)
}

/// The values as APIM writes them, without quotes; escaped and capped as in `list`.
private func unquotedList(_ values: [String]) -> String {
    listed(values) { String($0.quotedForMessage.dropFirst().dropLast()) }
}

private func listed<Value>(
    _ values: [Value], _ text: (Value) -> String, separator: String = ", ", most: Int = 8
) -> String {
    let shown = values.prefix(most).map(text).joined(separator: separator)
    return values.count > most ? "\(shown) and \(values.count - most) more" : shown
}

/// The values as a choice for a message.
func anyOf(_ values: [String]) -> String {
    values.count == 1 ? list(values) : "any of \(list(values))"
}
