/// One thing that is true of a request, or not.
enum RequestFact: Hashable {
    /// A claim of a token.
    case claim(ClaimTest)
    /// Something about the text of a header.
    case header(HeaderTest)
    /// The method is this one.
    case method(String)
    /// The path is this one.
    case path(String)
    /// The path begins with this.
    case pathPrefix(String)
    /// Something that has no counterpart here; each has a number of its own.
    case unknown(Int)
}

/// What a condition asks of a claim.
struct ClaimTest: Hashable {
    enum Kind: Hashable {
        /// One of the values is this text.
        case element(String)
        /// The only value is this text.
        case equal(String)
        /// One of the parts of the only value is this text.
        case part(String, separator: String)
        /// The claim is there.
        case present
        /// This text is somewhere in the values with commas between them.
        case substring(String)
    }

    /// Where the token is, a header's name in small letters.
    let token: TokenCheck.Source
    let claim: String
    let kind: Kind

    /// Whether APIM takes no notice of case: more tokens pass it than the same test without, so it is another one.
    var ignoresCase = false

    /// What `required-claims` can ask for instead: it is never there without this test being passed.
    ///
    /// `nil` when there is nothing of that kind. APIM compares one string where Gatehouse looks through all values of
    /// an array, so those tests have a counterpart only for claims that are never arrays.
    var requirement: TokenCheck.RequiredClaim? {
        guard PolicyValue.isLine(claim) else { return nil }
        let isSingle = Self.singleClaims.contains(claim)
        switch kind {
        case .present:
            return TokenCheck.RequiredClaim(name: claim, matchesAll: true, separator: nil, values: [])
        case .element(let text): return any(text)
        case .equal(let text): return isSingle ? any(text) : nil
        case .part(let text, let separator):
            guard isSingle || separator == ",", PolicyValue.isLine("a\(separator)a"),
                !text.contains(separator)
            else { return nil }
            return any(text, separator: separator)
        case .substring(let text): return any(text, separator: text.contains(" ") ? nil : " ")
        }
    }

    private func any(_ text: String, separator: String? = nil) -> TokenCheck.RequiredClaim? {
        guard PolicyValue.isLine(text) else { return nil }
        return TokenCheck.RequiredClaim(name: claim, matchesAll: false, separator: separator, values: [text])
    }

    /// Claims that have one value by their specification: RFC 7519, RFC 8693, OpenID Connect, Entra's access tokens.
    private static let singleClaims: Set<String> = [
        "acr", "appid", "appidacr", "azp", "azpacr", "client_id", "email", "family_name", "given_name", "idp",
        "idtyp", "iss", "jti", "name", "oid", "preferred_username", "scope", "scp", "sid", "sub", "tid",
        "unique_name", "upn", "uti", "ver",
    ]
}

/// The condition of a `when`.
indirect enum RequestCondition {
    case and(RequestCondition, RequestCondition)
    case constant(Bool)
    case fact(RequestFact)
    case not(RequestCondition)
    case or(RequestCondition, RequestCondition)
    /// The condition, when the claim is there; APIM fails when it is not.
    case whenPresent(ClaimTest, RequestCondition)
}

extension RequestCondition {
    /// Whether APIM may fail in it for want of a claim of one of these tokens.
    func canFail(ofTokens tokens: Set<TokenCheck.Source>) -> Bool {
        switch self {
        case .and(let left, let right), .or(let left, let right):
            left.canFail(ofTokens: tokens) || right.canFail(ofTokens: tokens)
        case .constant, .fact: false
        case .not(let inner): inner.canFail(ofTokens: tokens)
        case .whenPresent(let test, _): tokens.contains(test.token)
        }
    }

    /// Whether it depends on a header that holds none of these tokens.
    func asksForHeader(otherThan tokens: Set<TokenCheck.Source>) -> Bool {
        switch self {
        case .and(let left, let right), .or(let left, let right):
            left.asksForHeader(otherThan: tokens) || right.asksForHeader(otherThan: tokens)
        case .fact(.header(let test)): !tokens.contains(.header(test.name))
        case .constant, .fact: false
        case .not(let inner), .whenPresent(_, let inner): inner.asksForHeader(otherThan: tokens)
        }
    }
}

/// Numbers for facts that have no counterpart, so that no two are taken for the same.
final class UnknownFacts {
    /// How many there are.
    private(set) var count = 0

    /// How many readings of headers there are that are like no other one.
    private var readings = 0

    /// The number of another reading of a header.
    func nextReading() -> Int {
        readings += 1
        return readings
    }

    /// The number of another one.
    func next() -> Int {
        count += 1
        return count
    }
}
