/// Finds where a bracketed expression ends: a C# one, `@(…)` or `@{…}`, or Terraform's `${…}` and `%{…}`.
///
/// Quotes, brackets and `<` inside strings, character literals and comments do not count. A quote may also be
/// written as an entity, as in a document that is well-formed.
struct ExpressionExtent {
    private let bytes: [UInt8]
    private var index: Int
    private var closers: [UInt8] = []

    /// Finds the end.
    ///
    /// - Parameters:
    ///   - bytes: The document; anybody may have written it.
    ///   - start: The position of the opening bracket.
    ///   - limit: The position to give up at.
    /// - Returns: The position behind the closing bracket when there is one, and the position up to which was looked.
    static func end(in bytes: [UInt8], from start: Int, limit: Int) -> (end: Int?, reached: Int) {
        var extent = ExpressionExtent(bytes: bytes, index: start)
        let end = extent.scan(limit: min(limit, bytes.count))
        return (end, extent.index)
    }

    private init(bytes: [UInt8], index: Int) {
        self.bytes = bytes
        self.index = index
    }

    private mutating func scan(limit: Int) -> Int? {
        while index < limit {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                guard closers.count < Self.deepest else { return nil }
                closers.append(Self.closer(of: byte))
                index += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closers.popLast() == byte else { return nil }
                index += 1
                if closers.isEmpty { return index }
            case UInt8(ascii: "\""):
                skipString(endingWith: ["\""], limit: limit)
            case UInt8(ascii: "'"):
                skipCharacter(limit: limit)
            case UInt8(ascii: "&") where isNext("&quot;") || isNext("&#34;"):
                skipString(endingWith: ["&quot;", "&#34;"], limit: limit)
            case UInt8(ascii: "/") where isNext("//"):
                while index < limit, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "/") where isNext("/*"):
                index += 2
                while index < limit, !isNext("*/") { index += 1 }
                index = min(index + 2, limit)
            default:
                index += 1
            }
        }
        return nil
    }

    /// Skips a string: a verbatim one (`@"…"`) knows no backslash, an interpolated one (`$"…{…}…"`) has expressions
    /// in it, whose strings are skipped as a part of them.
    private mutating func skipString(endingWith ends: [StaticString], limit: Int) {
        var isVerbatim = false
        var isInterpolated = false
        var before = index - 1
        while before >= 0, bytes[before] == UInt8(ascii: "@") || bytes[before] == UInt8(ascii: "$") {
            if bytes[before] == UInt8(ascii: "@") { isVerbatim = true } else { isInterpolated = true }
            before -= 1
        }
        index += length(ofNextAmong: ends) ?? 1
        var holes = 0
        while index < limit {
            if holes == 0, let length = length(ofNextAmong: ends) {
                index += length
                return
            }
            switch bytes[index] {
            case UInt8(ascii: "\\") where !isVerbatim:
                index = min(index + 1, limit)
                index += length(ofNextAmong: ends) ?? 1
            case UInt8(ascii: "{") where isInterpolated:
                holes += 1
                index += 1
            case UInt8(ascii: "}") where isInterpolated && holes > 0:
                holes -= 1
                index += 1
            default:
                index += 1
            }
        }
        index = min(index, limit)
    }

    /// Skips `'x'`, and the `'text'` that some write for a string; a lone apostrophe is a character like any other.
    private mutating func skipCharacter(limit: Int) {
        var end = index + 1
        while end < min(limit, index + Self.longestCharacter), bytes[end] != UInt8(ascii: "\n") {
            if bytes[end] == UInt8(ascii: "'") {
                index = end + 1
                return
            }
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    private func length(ofNextAmong texts: [StaticString]) -> Int? {
        texts.first(where: isNext)?.utf8CodeUnitCount
    }

    private func isNext(_ text: StaticString) -> Bool {
        bytes[index...].starts(with: text.description.utf8)
    }

    private static func closer(of opener: UInt8) -> UInt8 {
        switch opener {
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "["): UInt8(ascii: "]")
        default: UInt8(ascii: "}")
        }
    }

    private static let deepest = 256
    private static let longestCharacter = 256
}
