package import Policy
package import Server

/// Where a policy's tokens are in a request: in one place and no other (RFC 6750 section 2).
package enum TokenSource: Hashable, Sendable {
    /// A cookie of that name.
    case cookie(name: String)

    /// A header; `scheme` is the authentication scheme before the token, `nil` when none is required.
    case header(name: String, scheme: String?)

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
        case .query: ParameterName("QUERY_STRING")
        }
    }

    /// The place in words, for messages.
    package var place: String {
        switch self {
        case .cookie(let name): "the cookie \"\(name)\""
        case .header(let name, _): "the \(name) header"
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
            return Self.onlyToken(
                of: Array(name.utf8), in: value, separatedBy: UInt8(ascii: ";"), place: place)
        case .header(_, let scheme):
            return HeaderCredentials(scheme: scheme, place: place).token(in: value)
        case .query(let name):
            return Self.onlyToken(
                of: Array(name.utf8), in: value, separatedBy: UInt8(ascii: "&"), place: place)
        }
    }

    /// Finds `name=token` in a list.
    ///
    /// A name that comes twice is refused: which one a backend would take is anybody's guess.
    @_lifetime(copy list)
    private static func onlyToken(
        of name: [UInt8], in list: Span<UInt8>, separatedBy separator: UInt8, place: String
    ) -> Finding {
        var found: Range<Int>?
        var start = 0
        while start < list.count {
            var end = start
            while end < list.count, list[end] != separator { end += 1 }
            while start < end, list[start] == UInt8(ascii: " ") { start += 1 }
            if let value = valueStart(of: name, in: list, from: start, to: end) {
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
    var isToken: Bool {
        for index in indices {
            switch self[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"),
                UInt8(ascii: "="):
                continue
            default:
                return false
            }
        }
        return !isEmpty
    }
}
