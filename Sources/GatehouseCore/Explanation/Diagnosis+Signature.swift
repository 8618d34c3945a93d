internal import JOSE

extension Diagnosis {
    /// Why `alg` is not one that is accepted.
    func algorithmHint(seen: String) -> String {
        if seen.hasPrefix("HS") {
            return
                "the token is signed with a shared secret: have the issuer sign with a key pair, such as RS256; "
                + "only an issuer with a local secret, and a policy that names the algorithm, accept this"
        }
        if seen.lowercased() == "none" {
            return "the token is not signed at all, and no policy can accept that"
        }
        return "add the algorithm to the policy's \"algorithms\", or have the issuer sign with one of them"
    }

    /// Why no key is found.
    func keyHint(_ keyID: String?) -> String {
        if let issuer = token["iss"], EntraIssuer(issuer) != nil {
            return
                "the key was rotated away, the token is another tenant's, or the application has signing keys of "
                + "its own, as with claims mapping: then set \"application-id\""
        }
        guard keyID != nil else {
            return
                "the token names no key, and none of the issuer's fits: look at their \"kty\", \"crv\" and \"alg\""
        }
        return
            "the key was rotated away, or somebody else made the token; if the issuer publishes the key, run "
            + "\"gatehouse refresh\""
    }

    /// Why the signature is not good.
    var signatureHint: String {
        if let audience = token["aud"],
            audience.contains("graph.microsoft.com") || audience.hasPrefix("00000003-0000-0000-c000")
        {
            return
                "the token is for Microsoft Graph, which alone can check such signatures: ask for a scope of this "
                + "API instead"
        }
        return "the token was changed or cut on its way, or somebody else signed it under this key's name"
    }

    /// Why the scheme is not the one that is required.
    func schemeHint(seen: String, accepted: String) -> String? {
        switch seen {
        case "none": "write \(accepted) and a space before the token: \"Authorization: \(accepted) TOKEN\""
        case "Basic":
            "a client's name and secret go to the issuer's token endpoint; the API wants the token that comes from "
                + "there"
        default: nil
        }
    }

    /// Why this is no token that can be read.
    func formatHint(_ problem: MalformedToken) -> String? {
        switch problem {
        case .partCount(1):
            "this is an opaque token, which only its issuer can read: ask for a JWT (with Auth0, by naming an "
                + "\"audience\"; with Okta, from a custom authorization server)"
        case .partCount: "copy the whole token: three parts with dots between them"
        case .encrypted:
            "the token is encrypted: give its issuer \"decryption-keys\", or ask for a signed one (with Auth0, by "
                + "naming an \"audience\")"
        case .notBase64URL, .notJSON, .notAnObject:
            "copy the whole token, with nothing added, cut off or decoded"
        case .algorithmMissing, .compressed, .criticalExtension, .decryptionFailed, .decryptionNotPossible,
            .encryptedTwice, .encryptedUnsigned, .encryptionNotAccepted, .headerParameterType, .partTooLong,
            .tooLong, .unencodedPayload:
            nil
        }
    }
}
