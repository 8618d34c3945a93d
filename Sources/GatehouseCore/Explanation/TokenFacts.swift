internal import JSON

/// What a token says of itself, which nobody needs to believe: enough to guess why it was refused.
struct TokenFacts {
    /// What kind of token this seems to be.
    enum Kind {
        /// For an API, or nothing speaks against it.
        case access
        /// For the client that signed the user in (OpenID Connect Core section 2).
        case identity
        /// To get new tokens with.
        case refresh
    }

    private let claims: JSONElement?

    /// Reads what a token says.
    ///
    /// - Parameter payload: The payload as JSON, or `nil` when the token could not be read. Chosen by the token.
    init(payload: String?) {
        claims = payload.flatMap { payload in
            do throws(JSONError) {
                return try JSONParser().parse(Array(payload.utf8))
            } catch {
                return nil
            }
        }
    }

    /// Whether anything is known.
    var isKnown: Bool { claims != nil }

    /// A claim's value as text; `nil` when it is missing or no string.
    subscript(name: String) -> String? { claims?[name]?.string }

    /// Whether a claim is there.
    func has(_ name: String) -> Bool { claims?[name] != nil }

    /// A claim's number, when it is a whole one.
    func integer(_ name: String) -> Int64? {
        guard case .integer(let value) = claims?[name]?.number else { return nil }
        return value
    }

    /// What kind of token this seems to be.
    ///
    /// By Keycloak's claim `typ` and Cognito's `token_use`, which say it, else by claims that only ID tokens have
    /// (OpenID Connect Core sections 2 and 3.3.2.11). Their `nonce` alone is no sign: Entra ID's access tokens for
    /// Microsoft Graph have one as well, though in the header.
    var kind: Kind {
        switch (self["typ"], self["token_use"]) {
        case ("ID", _), (_, "id"): return .identity
        case ("Refresh", _), ("Offline", _): return .refresh
        default: break
        }
        let signs = ["at_hash", "c_hash", "nonce"]
        return signs.contains(where: has) && !has("scp") && !has("scope") ? .identity : .access
    }

    /// Whether a client got this token for itself, with no user behind it.
    var isForApplication: Bool {
        self["idtyp"] == "app" || has("roles") && !has("scp") && (self["oid"] ?? "") == self["sub"]
    }

    /// Whether Entra ID left the groups out because there are too many for a token (`_claim_names`, `hasgroups`).
    var hasTooManyGroups: Bool {
        claims?["hasgroups"]?.boolean == true || claims?["_claim_names"]?["groups"] != nil
    }

    /// The path of another claim that holds `value`, alone, in a list, or as a word in text.
    ///
    /// Looks into objects three levels deep, as far as identity providers nest their roles.
    ///
    /// - Parameters:
    ///   - value: The value that a policy wants.
    ///   - path: The claim that does not hold it.
    /// - Returns: The path, or `nil` when no other claim holds the value.
    func path(holding value: String, besides path: String) -> String? {
        claims.flatMap { Self.path(holding: value, in: $0, prefix: "", besides: path, levels: 3) }
    }

    private static func path(
        holding value: String, in object: JSONElement, prefix: String, besides path: String, levels: Int
    ) -> String? {
        for (name, element) in object.members {
            guard let name = name.string, !name.contains(".") else { continue }
            let here = prefix + name
            if here != path, holds(element, value) { return here }
            if levels > 1, element.kind == .object,
                let found = self.path(
                    holding: value, in: element, prefix: here + ".", besides: path, levels: levels - 1)
            {
                return found
            }
        }
        return nil
    }

    private static func holds(_ element: JSONElement, _ value: String) -> Bool {
        if element.kind == .array { return element.elements.contains { $0.string == value } }
        return element.string?.split(separator: " ").contains { $0 == value } ?? false
    }
}
