import TestTokens

/// A policy as this test's own model of API Management's rules understands it, beside its text.
///
/// The model knows nothing of the importer: it judges a request with its token by walking through the statements.
indirect enum ModelStatement {
    /// `ip-filter`
    case addresses(isAllowed: Bool, [ModelNetwork])
    case check(ModelCheck)
    case choose([(condition: ModelCondition, statements: [ModelStatement])], otherwise: [ModelStatement]?)
    case refuse
}

/// A `validate-jwt`.
struct ModelCheck {
    struct Claim {
        let name: String
        let matchesAll: Bool
        let separator: String?
        let values: [String]
    }

    /// The identifiers of the keys, which are the names of `ModelRequest.key`.
    let keys: [String]
    /// The accepted issuers; any when empty.
    let issuers: [String]
    let audiences: [String]
    let claims: [Claim]
    let requiresExpiry: Bool
    let clockSkew: Int64
    /// The variable that the token goes to.
    let variable: String?
}

/// A condition of `choose`.
indirect enum ModelCondition {
    case and(ModelCondition, ModelCondition)
    /// `Claims["claim"].Contains("value")`, which fails when the claim is absent.
    case element(claim: String, value: String, ModelTokenPlace)
    /// `Claims.GetValueOrDefault("claim", "") == "value"`
    case equal(claim: String, value: String, ModelTokenPlace)
    /// `Claims.ContainsKey("claim")`
    case key(claim: String, ModelTokenPlace)
    /// Something about the header `X-Mode`, which Gatehouse does not look at.
    case mode(ModelHeaderTest)
    case method(String)
    case not(ModelCondition)
    case or(ModelCondition, ModelCondition)
    /// `Claims.GetValueOrDefault("claim", "").Split(' ').Contains("value")`
    case part(claim: String, value: String, ModelTokenPlace)
    case path(String)
    case pathPrefix(String)
    /// `Claims.GetValueOrDefault("claim", "").Contains("value")`
    case substring(claim: String, value: String, ModelTokenPlace)
    /// Something that Gatehouse cannot know: a header of the request is `1`.
    case unknown
}

/// How a condition gets at the token.
enum ModelTokenPlace: Equatable {
    case header
    case variable(String)
}

/// A request with a token.
struct ModelRequest {
    let method: String
    let path: String
    let hasUnknownHeader: Bool
    /// The text of the header `X-Mode`; `nil` when there is none.
    let mode: String?
    /// The client's IPv4 address.
    let address: String
    /// The identifier of the key that signed.
    let key: String
    let claims: TestJSON
}
