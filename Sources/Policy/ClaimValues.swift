internal import Bytes
internal import JSON

extension JSONElement {
    /// The value as text: a string as it is, anything else as its JSON text.
    var text: String { string ?? jsonText }

    /// The values of a claim as rules compare them.
    ///
    /// An array's are those of its elements; a string with a separator has several. `null` is no value.
    ///
    /// - Parameter separator: What separates the values in a string, or `nil` when a string is one value.
    /// - Returns: The values; none for `null` and for an array without elements.
    func claimValues(separator: String?) -> [String] {
        switch kind {
        case .array: elements.filter { $0.kind != .null }.map(\.text)
        case .null: []
        case .boolean, .number, .object: [jsonText]
        case .string: (string ?? "").values(separator: separator)
        }
    }
}

extension String {
    /// Whether this is `other`, code point by code point (RFC 7519 section 7.3).
    ///
    /// Swift's `==` takes canonically equivalent text for the same: the Kelvin sign for a K, the Greek question
    /// mark for a semicolon. A token could then have a value that its issuer never gave to anybody.
    func isSameText(as other: String) -> Bool {
        utf8Span.span.isSame(as: other.utf8Span.span)
    }

    /// The values in a string, separated where the separator's bytes stand; empty ones are none.
    fileprivate func values(separator: String?) -> [String] {
        guard let separator else { return [self] }
        // Nearly every separator is a space, for which the general search costs ten times as much.
        if separator.utf8.count == 1, let byte = separator.utf8.first {
            return utf8.split(separator: byte).map { String(Substring($0)) }
        }
        return utf8.split(separator: separator.utf8).map { String(Substring($0)) }
    }
}

extension [String] {
    /// Whether one of the values is `text`, code point by code point.
    func containsText(_ text: String) -> Bool {
        contains { $0.isSameText(as: text) }
    }
}
