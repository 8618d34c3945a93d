/// The kind of token that a policy wants, told by `typ` (RFC 8725 section 3.11, RFC 9068 section 4).
///
/// `at+jwt` lets access tokens in and keeps ID tokens out, whose `typ` is `JWT` or missing.
package struct TokenType: Hashable, Sendable {
    /// The type as the operator wrote it.
    package let name: String

    private let mediaType: [UInt8]

    /// Makes a type.
    ///
    /// - Parameter name: A media type, with or without `application/`; whoever wrote the configuration controls
    ///   it.
    package init(_ name: String) {
        self.name = name
        self.mediaType = Self.mediaType(of: name)
    }

    /// Whether a token's `typ` is this type: without regard to case, and with `application/` before it when it
    /// has no slash (RFC 7515 section 4.1.9).
    package func accepts(_ type: String?) -> Bool {
        guard let type else { return false }
        return Self.mediaType(of: type) == mediaType
    }

    private static func mediaType(of name: String) -> [UInt8] {
        // ASCII letters only: a letter that Unicode would fold into one is another letter.
        let letters = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return letters.contains(UInt8(ascii: "/")) ? letters : Array("application/".utf8) + letters
    }
}
