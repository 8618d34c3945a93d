/// Text of a page: what is put in as a value can end no element and no attribute, and shows what it is.
struct HTMLText: ExpressibleByStringInterpolation, Sendable {
    /// The page's source so far.
    private(set) var source: String

    init(stringLiteral value: String) {
        source = value
    }

    init(stringInterpolation: StringInterpolation) {
        source = stringInterpolation.source
    }

    /// Collects the parts of a literal; values are escaped unless they are `HTMLText` themselves.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            source.reserveCapacity(literalCapacity)
        }

        mutating func appendLiteral(_ literal: String) {
            source += literal
        }

        mutating func appendInterpolation(_ text: HTMLText) {
            source += text.source
        }

        mutating func appendInterpolation(_ texts: [HTMLText]) {
            for text in texts { source += text.source }
        }

        mutating func appendInterpolation(_ number: Int) {
            source += "\(number)"
        }

        mutating func appendInterpolation(_ value: String) {
            source += HTMLText.escaped(value)
        }
    }

    /// A value as text or as an attribute in quotes: at most 200 characters, markup escaped, and what would not be
    /// seen, or would turn the text around, written as its number.
    private static func escaped(_ value: String) -> String {
        var text = ""
        var count = 0
        for scalar in value.unicodeScalars {
            count += 1
            guard count <= longest else { return text + "…" }
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
                    .unassigned:
                    text += "\\u{\(String(scalar.value, radix: 16))}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }

    private static let longest = 200
}
