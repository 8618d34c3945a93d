/// One way that a request may take through a policy document.
struct RequestWay {
    /// Where a way ends before the backend.
    enum End {
        /// APIM answers by itself.
        case answered(line: Int)
        /// Something on the way could not be carried over, so that nobody knows whom it lets in.
        case unknown(line: Int)
    }

    /// A claim that is sent on.
    struct Header: Equatable {
        let name: String
        let claim: String
        /// Where the token is that the claim is of.
        let token: TokenCheck.Source
    }

    /// What is true and what is not of requests that take this way.
    var facts: [RequestFact: Bool] = [:]

    /// The lines of the conditions in `facts`, so that a note can say where a way parts.
    var conditionLines: [Int] = []

    /// The checks that the request has to pass, by their numbers.
    var checks: [Int] = []

    /// The headers that are sent on, in order.
    var headers: [Header] = []

    /// The lines of the headers, by name.
    var headerLines: [String: Int] = [:]

    /// What variables hold, as far as it comes from a token.
    var variables: [String: TokenExpression] = [:]

    /// The variables that hold verified tokens, and where those came from.
    var tokens: [String: TokenCheck.Source] = [:]

    /// The request headers, in small letters, that are no longer what the client sent.
    var changedHeaders: Set<String> = []

    /// Whether the query is still what the client sent.
    var isQueryUnchanged = true

    /// What nginx has to ask of the client's address besides.
    var addresses = AddressRules()

    /// Whether the `Authorization` header is kept from the backend.
    var dropsAuthorization = false

    /// Whether the method and the path are still those that the client sent.
    var isRequestUnchanged = true

    /// Where it ends; `nil` when it goes on to the backend.
    var end: End?

    /// Whether a check on it asks for a token, and the way reaches the backend.
    var isProtected: Bool { end == nil && !checks.isEmpty }
}
