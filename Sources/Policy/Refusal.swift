package import JOSE

/// Why a request was refused: the rule that failed and what it saw.
///
/// A refusal is an outcome, not an error. It is returned, logged, counted and explained; it is never
/// thrown. Cases carry the evidence a person needs to mend the token or the policy, and never the
/// token itself. What the token chose is capped and escaped when it is described.
package enum Refusal: Hashable, Sendable {
    /// The token's `alg` is none that the policy accepts.
    case algorithmNotAllowed(seen: String, accepted: [String])

    /// No audience in the token is one that the policy accepts; `presented` is empty when `aud` is missing.
    case audienceNotAllowed(accepted: [String], presented: [String])

    /// The token is for none of the policy's applications of Entra ID; `presented` is empty when `aud` is missing.
    case backendApplicationNotAllowed(accepted: [String], presented: [String])

    /// Required claims are missing; at least one.
    case claimNotFound([ClaimRequirement])

    /// A required claim is there, with none or not all of the values that it must have.
    case claimValueNotAllowed(ClaimRequirement, presented: [String])

    /// The place for the token holds something else than one token.
    case credentialsMalformed(CredentialsProblem)

    /// `exp` is not later than the moment of judgement.
    case expired(expiry: UnixTime, now: UnixTime, clockSkew: Int64)

    /// The policy requires `exp` and the token has none.
    case expiryMissing

    /// The token lacks scopes that the location requires.
    case insufficientScope(required: [String], presented: [String])

    /// The caller is in more groups than the issuer puts into a token, and a claim about groups is required.
    case groupsOverage(ClaimRequirement)

    /// Something of ours failed; the words are for the log, not for the client.
    case internalFailure(String)

    /// The token's `iss` is none that the policy accepts; `seen` is `nil` when there is none.
    case issuerNotAllowed(seen: String?, accepted: [String])

    /// The issuer has a key of that name, or keys at all, but none for the token's algorithm.
    case keyDoesNotFit(keyID: String?, algorithm: String, issuer: String)

    /// The issuer has no key of that name.
    case keyNotFound(keyID: String?, issuer: String)

    /// The key that the token names may sign another issuer's tokens only, as its `issuer` says.
    case keyOfOtherIssuer(keyID: String?, keyIssuer: String, seen: String?)

    /// The issuer's keys could not be had.
    case keysUnavailable(issuer: String)

    /// The token is none that Gatehouse reads.
    case malformed(MalformedToken)

    /// `nbf` is later than the moment of judgement.
    case notYetValid(notBefore: UnixTime, now: UnixTime, clockSkew: Int64)

    /// The web server names a policy that the configuration does not have.
    case policyNotFound(name: String)

    /// No key of the issuer made the signature.
    case signatureInvalid(keyID: String?, algorithm: String, issuer: String)

    /// The signature cannot be checked by anybody but Microsoft Graph: the token's header has a `nonce`.
    case signatureForGraph(keyID: String?, algorithm: String, issuer: String)

    /// The token is of a tenant of Entra ID that is not accepted; `seen` is its `tid`, `nil` when there is none.
    case tenantNotAllowed(seen: String?, accepted: AcceptedTenants)

    /// `exp`, `nbf` or `iat` is no number.
    case timeMalformed(claim: String, seen: String)

    /// The request carries no token; `place` says where it was looked for.
    case tokenNotPresent(place: String)

    /// The Authorization header has another scheme than the one required.
    case tokenSchemeNotAccepted(seen: String, accepted: String)

    /// The token's `typ` is not the one that the policy wants; `seen` is `nil` when there is none.
    case typeNotAllowed(seen: String?, accepted: String)

    /// What was wrong with the place where a token should be.
    package enum CredentialsProblem: Hashable, Sendable {
        /// The token is followed by something else.
        case moreThanOneToken

        /// The place holds bytes that no token has.
        case notAToken
    }
}

extension Refusal {
    /// APIM's word for the reason, or ours where it has none; in `X-Gatehouse-Reason`, log and metrics.
    ///
    /// A stable identifier: adding a case may add a word, and words never change.
    package var reason: String {
        switch self {
        case .algorithmNotAllowed: "JwtInvalid"
        case .audienceNotAllowed: "TokenAudienceNotAllowed"
        case .backendApplicationNotAllowed: "TokenAudienceNotAllowed"
        case .claimNotFound: "TokenClaimNotFound"
        case .claimValueNotAllowed: "TokenClaimValueNotAllowed"
        case .credentialsMalformed: "JwtInvalid"
        case .expired: "TokenExpired"
        case .expiryMissing: "JwtInvalid"
        case .groupsOverage: "TokenClaimNotFound"
        case .insufficientScope: "InsufficientScope"
        case .internalFailure: "InternalError"
        case .issuerNotAllowed: "TokenIssuerNotAllowed"
        case .keyDoesNotFit: "TokenSignatureKeyNotFound"
        case .keyNotFound: "TokenSignatureKeyNotFound"
        case .keyOfOtherIssuer: "TokenIssuerNotAllowed"
        case .keysUnavailable: "KeysUnavailable"
        case .malformed: "JwtInvalid"
        case .notYetValid: "TokenNotYetValid"
        case .policyNotFound: "PolicyNotFound"
        case .signatureInvalid: "TokenSignatureInvalid"
        case .signatureForGraph: "TokenSignatureInvalid"
        case .tenantNotAllowed: "TokenIssuerNotAllowed"
        case .timeMalformed: "JwtInvalid"
        case .tokenNotPresent: "TokenNotPresent"
        case .tokenSchemeNotAccepted: "TokenNotPresent"
        case .typeNotAllowed: "JwtInvalid"
        }
    }

    /// The HTTP status after RFC 6750 section 3.1: 401 when another token could succeed, 403 when the
    /// token is good and its bearer may do less, 400 when the request is none, 5xx when the fault is ours.
    package var status: Int {
        switch self {
        case .credentialsMalformed: 400
        case .algorithmNotAllowed, .audienceNotAllowed, .backendApplicationNotAllowed, .expired,
            .expiryMissing, .issuerNotAllowed, .keyDoesNotFit, .keyNotFound, .keyOfOtherIssuer, .malformed,
            .notYetValid, .signatureForGraph, .signatureInvalid, .tenantNotAllowed, .timeMalformed,
            .tokenNotPresent, .tokenSchemeNotAccepted, .typeNotAllowed:
            401
        case .claimNotFound, .claimValueNotAllowed, .groupsOverage, .insufficientScope: 403
        case .internalFailure, .policyNotFound: 500
        case .keysUnavailable: 503
        }
    }

    /// The error code of RFC 6750 section 3.1, or `nil` when none belongs into the challenge: because no
    /// token came, or because the token is not what was wrong.
    package var bearerError: String? {
        switch self {
        case .tokenNotPresent, .tokenSchemeNotAccepted, .internalFailure, .keysUnavailable, .policyNotFound:
            nil
        case .credentialsMalformed: "invalid_request"
        case .claimNotFound, .claimValueNotAllowed, .groupsOverage, .insufficientScope: "insufficient_scope"
        case .algorithmNotAllowed, .audienceNotAllowed, .backendApplicationNotAllowed, .expired,
            .expiryMissing, .issuerNotAllowed, .keyDoesNotFit, .keyNotFound, .keyOfOtherIssuer, .malformed,
            .notYetValid, .signatureForGraph, .signatureInvalid, .tenantNotAllowed, .timeMalformed,
            .typeNotAllowed:
            "invalid_token"
        }
    }

    /// The scopes that would do, for the challenge (RFC 6750 section 3); empty when that is not the point.
    package var missingScopes: [String] {
        switch self {
        case .insufficientScope(let required, _): required
        case .claimNotFound(let requirements): requirements.flatMap(\.scopes)
        case .claimValueNotAllowed(let requirement, _): requirement.scopes
        case .algorithmNotAllowed, .audienceNotAllowed, .backendApplicationNotAllowed,
            .credentialsMalformed, .expired, .expiryMissing, .groupsOverage, .internalFailure,
            .issuerNotAllowed, .keyDoesNotFit, .keyNotFound, .keyOfOtherIssuer, .keysUnavailable, .malformed,
            .notYetValid, .policyNotFound, .signatureForGraph, .signatureInvalid, .tenantNotAllowed,
            .timeMalformed, .tokenNotPresent, .tokenSchemeNotAccepted, .typeNotAllowed:
            []
        }
    }
}

extension ClaimRequirement {
    /// The scopes that are required; none when the claim is about something else.
    fileprivate var scopes: [String] {
        ScopeRule.claimNames.contains(path.description) ? values : []
    }
}
