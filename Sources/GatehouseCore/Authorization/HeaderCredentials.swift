internal import Policy

/// Reads the token from a header such as `Authorization: Bearer TOKEN` (RFC 9110 section 11.4).
struct HeaderCredentials {
    /// The scheme that must come before the token; `nil` when the token may stand alone, with or without
    /// `Bearer` before it.
    let scheme: String?

    /// Where the header is, for messages.
    let source: TokenSource

    /// Takes the token out of a header's value.
    @_lifetime(copy value)
    func token(in value: Span<UInt8>) -> TokenSource.Finding {
        let credentials = Self.trimmed(value)
        guard !credentials.isEmpty else { return .refusal(.tokenNotPresent(place: source.place)) }
        let word = Self.firstWord(of: credentials)
        let rest = Self.trimmed(credentials.extracting(word.count...))
        if Self.areEqual(word, scheme ?? "Bearer") {
            return rest.isEmpty ? .refusal(.tokenNotPresent(place: source.place)) : Self.only(rest)
        }
        guard let scheme else { return Self.only(credentials) }
        return .refusal(
            .tokenSchemeNotAccepted(seen: Self.knownScheme(word, before: rest), accepted: scheme))
    }

    @_lifetime(copy text)
    private static func only(_ text: Span<UInt8>) -> TokenSource.Finding {
        if text.isToken { return .token(text) }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: " "), UInt8(ascii: ","):
                return .refusal(.credentialsMalformed(.moreThanOneToken))
            default: continue
            }
        }
        return .refusal(.credentialsMalformed(.notAToken))
    }

    /// The scheme for a message, but only if it is one that is registered or common: what stands where
    /// the scheme should be may well be the token.
    private static func knownScheme(_ word: Span<UInt8>, before rest: Span<UInt8>) -> String {
        guard !rest.isEmpty else { return "none" }
        return schemes.first { areEqual(word, $0) } ?? "unknown"
    }

    /// IANA's registry of HTTP authentication schemes, and a few that are common and not in it.
    private static let schemes = [
        "ApiKey", "Basic", "Bearer", "Concealed", "DPoP", "Digest", "GNAP", "HOBA", "JWT", "Mutual",
        "NTLM", "Negotiate", "OAuth", "PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "Token", "vapid",
    ]

    /// Compares without regard to case, as schemes are (RFC 9110 section 11.1).
    private static func areEqual(_ word: Span<UInt8>, _ scheme: String) -> Bool {
        let scheme = scheme.utf8
        guard word.count == scheme.count else { return false }
        for (index, letter) in scheme.enumerated() where lowercased(word[index]) != lowercased(letter) {
            return false
        }
        return true
    }

    private static func lowercased(_ letter: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) ? letter | 0x20 : letter
    }

    @_lifetime(copy text)
    private static func firstWord(of text: Span<UInt8>) -> Span<UInt8> {
        var end = 0
        while end < text.count, text[end] != UInt8(ascii: " ") { end += 1 }
        return text.extracting(..<end)
    }

    /// The text without optional white space around it (RFC 9110 section 5.6.3).
    @_lifetime(copy text)
    private static func trimmed(_ text: Span<UInt8>) -> Span<UInt8> {
        var start = 0
        var end = text.count
        while start < end, isWhiteSpace(text[start]) { start += 1 }
        while end > start, isWhiteSpace(text[end - 1]) { end -= 1 }
        return text.extracting(start..<end)
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
