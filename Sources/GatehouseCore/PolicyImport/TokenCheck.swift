/// What a `validate-jwt` or `validate-azure-ad-token` asks for, in the configuration's terms.
struct TokenCheck: Hashable {
    /// Where the token is.
    enum Source: Hashable {
        case header(String)
        /// A FastCGI parameter that the web server fills.
        case parameter
        case query(String)

        /// A header; `Authorization` in its usual spelling.
        static func named(_ name: String) -> Source {
            .header(name.lowercased() == "authorization" ? "Authorization" : name)
        }

        /// The same place whatever the case of a header's name.
        var comparable: Source {
            if case .header(let name) = self { .header(name.lowercased()) } else { self }
        }
    }

    /// A claim that must be there.
    struct RequiredClaim: Hashable {
        /// The claim's name as the document has it: one name, dots included.
        var name: String
        var matchesAll: Bool
        var separator: String?
        var values: [String]
    }

    /// Who signs the tokens.
    var issuer = ImportedIssuer()
    var source = Source.header("Authorization")
    /// `require-scheme`; `nil` when it is not said or has no effect.
    var scheme: String?
    /// The accepted audiences; `nil` when the document has no such element.
    var audiences: [String]?
    var requiredClaims = OrderedSet<RequiredClaim>()
    var clientIDs: [String] = []
    var backendIDs: [String] = []
    var requiresExpirationTime = true
    var saysSignedTokens = false
    var clockSkewSeconds = 0
    var failureStatus: Int?
    var failureMessage: String?

    /// Asks for what another check asks for, too.
    ///
    /// In its place, as there may be many checks to add and much to ask for.
    ///
    /// - Parameter other: A check that the same request has to pass.
    /// - Returns: `false` when the configuration has no one policy for that: two issuers or two tokens are involved.
    mutating func narrow(to other: TokenCheck) -> Bool {
        guard issuer == other.issuer, source.comparable == other.source.comparable else { return false }
        guard scheme == nil || other.scheme == nil || scheme == other.scheme else { return false }
        guard let audiences = Self.common(audiences, other.audiences),
            let clients = Self.common(clientIDs.nonEmpty, other.clientIDs.nonEmpty),
            let backends = Self.common(backendIDs.nonEmpty, other.backendIDs.nonEmpty)
        else { return false }
        scheme = scheme ?? other.scheme
        self.audiences = audiences
        clientIDs = clients ?? []
        backendIDs = backends ?? []
        requiredClaims.append(contentsOf: other.requiredClaims)
        requiresExpirationTime = requiresExpirationTime || other.requiresExpirationTime
        saysSignedTokens = saysSignedTokens || other.saysSignedTokens
        clockSkewSeconds = min(clockSkewSeconds, other.clockSkewSeconds)
        return true
    }

    /// What both lists accept; `nil` inside when neither restricts anything, `nil` outside when they share nothing.
    private static func common(_ one: [String]?, _ other: [String]?) -> [String]?? {
        guard let one, let other else { return .some(one ?? other) }
        let shared = one.filter(Set(other).contains)
        return shared.isEmpty ? nil : .some(shared)
    }
}

extension Array {
    fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
