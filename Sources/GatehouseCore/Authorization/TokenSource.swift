internal import Bytes
package import Policy
package import Server

/// Where a policy's tokens are in a request: in one place and no other (RFC 6750 section 2).
package enum TokenSource: Hashable, Sendable {
    /// A cookie of that name.
    case cookie(name: String)

    /// A header; `scheme` is the authentication scheme before the token, `nil` when none is required.
    case header(name: String, scheme: String?)

    /// A request parameter of that name, which the web server's administrator fills with a token and nothing else.
    case parameter(name: String)

    /// A parameter of the query of that name.
    case query(name: String)

    /// What was found in the place for the token.
    package enum Finding: ~Escapable {
        case refusal(Refusal)
        case token(Span<UInt8>)
    }

    /// The request parameter that the token is in.
    package var parameter: ParameterName {
        switch self {
        case .cookie: ParameterName("HTTP_COOKIE")
        case .header(let name, _): ParameterName(header: name)
        case .parameter(let name): ParameterName(name)
        case .query: ParameterName("QUERY_STRING")
        }
    }

    /// The request parameter that has the Authorization header.
    package static let authorization = ParameterName("HTTP_AUTHORIZATION")

    /// The place in words, for messages.
    package var place: String {
        switch self {
        case .cookie(let name): "the cookie \"\(name)\""
        case .header(let name, _): "the \(name) header"
        case .parameter(let name): "the FastCGI parameter \(name)"
        case .query(let name): "the query parameter \"\(name)\""
        }
    }

    /// Takes the token out of the value of `parameter`.
    ///
    /// - Parameter value: The parameter's value. Chosen by the client: any bytes.
    /// - Returns: The token, which holds only what a token may hold (RFC 6750 section 2.1), or why there
    ///   is none.
    @_lifetime(copy value)
    package func token(in value: Span<UInt8>) -> Finding {
        switch self {
        case .cookie(let name):
            return onlyToken(of: Array(name.utf8), in: value, separatedBy: UInt8(ascii: ";"))
        case .header(_, let scheme):
            return HeaderCredentials(scheme: scheme, source: self).token(in: value)
        case .parameter:
            guard !value.isEmpty else { return .refusal(.tokenNotPresent(place: place)) }
            guard value.isToken else { return .refusal(.credentialsMalformed(.notAToken)) }
            return .token(value)
        case .query(let name):
            return onlyToken(of: Array(name.utf8), in: value, separatedBy: UInt8(ascii: "&"))
        }
    }

    /// Finds `name=token` in a list.
    ///
    /// A name that comes twice is refused: which one a backend would take is anybody's guess.
    @_lifetime(copy list)
    private func onlyToken(
        of name: [UInt8], in list: Span<UInt8>, separatedBy separator: UInt8
    ) -> Finding {
        var found: Range<Int>?
        var start = 0
        while start < list.count {
            var end = start
            while end < list.count, list[end] != separator { end += 1 }
            while start < end, list[start] == UInt8(ascii: " ") { start += 1 }
            if let value = Self.valueStart(of: name, in: list, from: start, to: end) {
                guard found == nil else { return .refusal(.credentialsMalformed(.moreThanOneToken)) }
                found = value..<end
            }
            start = end + 1
        }
        guard let found, !found.isEmpty else { return .refusal(.tokenNotPresent(place: place)) }
        let token = list.extracting(found)
        guard token.isToken else { return .refusal(.credentialsMalformed(.notAToken)) }
        return .token(token)
    }

    /// Where the value of `name` begins, if the item from `start` to `end` is `name=…`.
    private static func valueStart(
        of name: [UInt8], in list: Span<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        guard end - start > name.count, list[start + name.count] == UInt8(ascii: "=") else { return nil }
        for index in name.indices where list[start + index] != name[index] { return nil }
        return start + name.count + 1
    }
}

extension Span<UInt8> {
    /// Whether these bytes are a `b64token` (RFC 6750 section 2.1), as every token is.
    var isToken: Bool { !isEmpty && tokenCharacters.containsAll(of: self) }
}

/// The characters of a `b64token`.
private let tokenCharacters = ByteSet(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=")
