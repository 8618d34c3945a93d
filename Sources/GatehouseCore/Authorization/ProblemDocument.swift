internal import Bytes

/// The body of a refusal: a problem document (RFC 9457), the same as nginx makes of our headers.
enum ProblemDocument {
    /// What stands in the document as it is: visible ASCII and spaces without `&`, `<` and `>`.
    private static let plain = ByteSet(
        (0x20...0x7E).filter { !"&<>".utf8.contains($0) })

    /// Writes one.
    ///
    /// It begins with `{`, not with a word and a colon: Apache takes such a body for the URL of an error page. And
    /// since Apache says `text/html` unless its configuration is ours, what HTML would read as markup is escaped:
    /// part of a detail is out of tokens that anybody may have made.
    ///
    /// - Parameters:
    ///   - status: The status that the client is to see.
    ///   - reason: APIM's word: letters.
    ///   - detail: What is said to the client, as `headerText` leaves it: no quotes, no backslashes.
    /// - Returns: One line of JSON.
    static func text(status: Int, reason: String, detail: String) -> String {
        var text = detail
        if !plain.containsAll(of: detail.utf8Span.span) {
            for (byte, escape) in [("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")] {
                text.replace(byte, with: escape)
            }
        }
        return "{\"status\":\(status),\"reason\":\"\(reason)\",\"detail\":\"\(text)\"}\n"
    }
}
