internal import Bytes

/// The body of a refusal: a problem document (RFC 9457), the same as nginx makes of our headers.
package struct ProblemDocument: Hashable, Sendable {
    /// The status that the client is to see.
    package let status: Int

    /// APIM's word: letters.
    package let reason: String

    /// What is said to the client: printable ASCII without quotes and backslashes.
    package let detail: String

    /// The document of a refusal.
    package init(status: Int, reason: String, detail: String) {
        self.status = status
        self.reason = reason
        self.detail = detail
    }

    /// One line of JSON.
    ///
    /// It begins with `{`, not with a word and a colon: Apache takes such a body for the URL of an error page. And
    /// since Apache says `text/html` unless its configuration is ours, what HTML would read as markup is escaped:
    /// part of a detail is out of tokens that anybody may have made.
    package var text: String {
        var escaped = detail
        if !Self.plain.containsAll(of: detail.utf8Span.span) {
            for (character, escape) in [("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")] {
                escaped.replace(character, with: escape)
            }
        }
        return "{\"status\":\(status),\"reason\":\"\(reason)\",\"detail\":\"\(escaped)\"}\n"
    }

    /// What stands in the document as it is.
    private static let plain = ByteSet((0x20...0x7E).filter { !"&<>".utf8.contains($0) })
}
