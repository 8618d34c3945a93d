package import JSON

/// A token's claims (RFC 7519 section 4), read in place.
///
/// They live until the `TokenReader` that read them takes the next token apart.
package struct Claims {
    /// The claims as a JSON object.
    package let object: JSONElement

    init(_ object: JSONElement) {
        self.object = object
    }

    /// The value at `path`, or `nil` when there is none.
    package func value(at path: ClaimPath) -> JSONElement? {
        var element = object
        for name in path.utf8 {
            guard let next = element.member(name) else { return nil }
            element = next
        }
        return element
    }

    /// `iss`, or `nil` when it is missing or no string.
    package var issuer: String? { object.member(Self.iss)?.string }

    /// `sub`, or `nil` when it is missing or no string.
    package var subject: String? { object.member(Self.sub)?.string }

    /// `tid`, Entra ID's name for the tenant, or `nil` when it is missing or no string.
    package var tenant: String? { object.member(Self.tid)?.string }

    /// `aud`, which is one string or an array of them (RFC 7519 section 4.1.3).
    package var audience: JSONElement? { object.member(Self.aud) }

    /// `exp`, after which the token is no good.
    package var expiry: NumericDate? { object.member(Self.exp).map(NumericDate.init) }

    /// `nbf`, before which it is not good yet.
    package var notBefore: NumericDate? { object.member(Self.nbf).map(NumericDate.init) }

    /// `iat`, when the token was made.
    package var issuedAt: NumericDate? { object.member(Self.iat).map(NumericDate.init) }

    private static let aud = Array("aud".utf8)
    private static let exp = Array("exp".utf8)
    private static let iat = Array("iat".utf8)
    private static let iss = Array("iss".utf8)
    private static let nbf = Array("nbf".utf8)
    private static let sub = Array("sub".utf8)
    private static let tid = Array("tid".utf8)
}

/// A time in a claim (RFC 7519 section 2): a JSON number of seconds, perhaps with a fraction.
package enum NumericDate: Hashable, Sendable {
    /// The first whole second that is not before the claim's time, so that comparing whole seconds
    /// with it gives what comparing with the fraction would. Beyond 64 bits, the nearest end.
    case time(UnixTime)

    /// Not a number; the JSON text of it.
    case notANumber(String)

    init(_ element: JSONElement) {
        self =
            switch element.number {
            case .integer(let seconds): .time(UnixTime(seconds: seconds))
            case .largeInteger: .time(UnixTime(seconds: .max))
            case .fraction(let seconds):
                .time(UnixTime(seconds: Int64(exactly: seconds.rounded(.up)) ?? (seconds < 0 ? .min : .max)))
            case nil: .notANumber(element.jsonText)
            }
    }
}
