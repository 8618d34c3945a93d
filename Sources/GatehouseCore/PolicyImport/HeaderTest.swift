/// What a condition asks of the text of a request header, as the client sent it.
///
/// Two conditions have the same test only when no request can pass one and not the other: a way on which one is known
/// does not part at the other.
struct HeaderTest: Hashable {
    enum Kind: Hashable {
        /// The text is this one.
        case equal(String)
        /// The text is not empty.
        case filled
        /// The header is there.
        case present
        /// There is something else than white space in the text.
        case visible
    }

    /// The header's name in small letters.
    let name: String
    let kind: Kind

    /// 0 for the text as it is, and an absent header's as an empty or no text; any other way of reading it, such as
    /// with another default or without white space, has a number of its own.
    var reading = 0

    /// Whether a header of which this is true, or is not, holds no token.
    ///
    /// So it is in each way of reading: a default takes the place of an absent header only, and no token is without
    /// a dot (RFC 7515 section 7.1, RFC 7516 section 7.1).
    func excludesToken(whenTrue isTrue: Bool) -> Bool {
        switch kind {
        case .equal(let text): isTrue && !text.contains(".")
        case .filled, .present, .visible: !isTrue
        }
    }
}
