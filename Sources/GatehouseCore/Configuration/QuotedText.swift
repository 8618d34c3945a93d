/// Puts text from a file into double quotes, safe to print.
///
/// A terminal obeys control characters and a reader is misled by invisible ones, so both are escaped, and
/// long text is cut.
///
/// - Parameter text: Any text; whoever wrote the file controls it.
/// - Returns: At most 40 characters of it, and `…` when there were more, between double quotes.
func quoted(_ text: some StringProtocol) -> String {
    "\"\(escaped(text))\""
}

/// The same as `quoted(_:)`, without the quotes: for a key inside a path.
///
/// - Parameter text: Any text; whoever wrote the file controls it.
/// - Returns: At most 40 characters of it, and `…` when there were more.
func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < longestQuotedText else { return result + "…" }
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default: result += isVisible(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
    return result
}

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
}

private let longestQuotedText = 40
