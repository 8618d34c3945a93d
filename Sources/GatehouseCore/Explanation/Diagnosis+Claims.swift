internal import JOSE
internal import JSON
internal import Policy

extension Diagnosis {
    /// Why a required claim is missing, or has not the values it must have.
    ///
    /// - Parameters:
    ///   - requirement: What the policy requires.
    ///   - presented: The values that the token has; empty when the claim is missing. Chosen by the token.
    /// - Returns: The likely cause and its mend.
    func claimHint(_ requirement: ClaimRequirement, presented: [String]) -> String {
        let path = requirement.path.description
        if path == "groups", token.hasTooManyGroups {
            return
                "Entra ID leaves \"groups\" out of the token of a member of too many: require a role instead, "
                + "or have the app registration emit only groups assigned to the application"
        }
        if path == "azp" || path == "appid", requirement.values.allSatisfy({ GUID($0) != nil }) {
            return
                "the token was issued to another application: list it in \"client-application-ids\", if its users "
                + "may come in"
        }
        if requirement.separator == nil,
            let joined = presented.first(where: { requirement.isMet(within: $0) })
        {
            let separator = joined.contains(" ") ? " " : ","
            return "the values stand in one text: add separator: \"\(separator)\" to the required claim"
        }
        if let other = presented.first(where: { seen in
            requirement.values.contains { $0.lowercased() == seen.lowercased() }
        }) {
            return "\(other.quotedForMessage) differs only in upper and lower case, which counts"
        }
        if let hint = kindOfPermissionHint(path) { return hint }
        for value in requirement.values {
            if let other = token.path(holding: value, besides: path) {
                return
                    "\(value.quotedForMessage) stands in the claim \(other.quotedForMessage): name that one in "
                    + "\"required-claims\", if it is the one that grants the permission"
            }
        }
        switch token.kind {
        case .identity: return Self.identityTokenHint
        case .refresh: return Self.refreshTokenHint
        case .access: return Self.permissionHint
        }
    }

    /// Why the location's scopes are not there.
    func scopeHint(_ required: [String]) -> String {
        if let hint = kindOfPermissionHint("scp") { return hint }
        switch token.kind {
        case .identity: return Self.identityTokenHint
        case .access, .refresh: return Self.permissionHint
        }
    }

    private static let permissionHint = "the caller needs the permission at the issuer, and then a new token"

    /// What to say when the token has the other kind of permission than the one that is required.
    private func kindOfPermissionHint(_ path: String) -> String? {
        switch path {
        case "scp", "scope":
            guard !token.has("scp"), !token.has("scope"), token.isForApplication else { return nil }
            return
                "this is an application's own token (client credentials), which has application permissions in "
                + "\"roles\" and never scopes: require \"roles\" for such callers, or have a user sign in"
        case "roles":
            guard !token.has("roles"), token.has("scp") else { return nil }
            return
                "this is a user's token with delegated permissions in \"scp\": assign the user an app role, or "
                + "require \"scp\" instead of \"roles\""
        default: return nil
        }
    }
}

extension ClaimRequirement {
    /// Whether `text`, taken apart at spaces or commas, has what is required.
    fileprivate func isMet(within text: String) -> Bool {
        guard !values.isEmpty, text.contains(" ") || text.contains(",") else { return false }
        let words = text.split { $0 == " " || $0 == "," }.map(String.init)
        return switch match {
        case .all: values.allSatisfy(words.contains)
        case .any: values.contains(where: words.contains)
        }
    }
}
