/// Why a text is not the strict JSON that Gatehouse reads.
package enum JSONError: Error, Hashable, Sendable {
    /// The text begins with a byte-order mark, which RFC 8259 section 8.1 forbids.
    case byteOrderMark

    /// An object has two members of one name (RFC 7519 section 4, RFC 8725 section 2.4).
    case duplicateName(String)

    /// simdjson refused the text; its own words.
    case malformed(reason: String)

    /// A member's name holds U+0000, which C code that comes later would read as the name's end.
    case nulInName

    /// Memory for the parser was short.
    case outOfMemory
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .byteOrderMark: "begins with a byte-order mark"
        case .duplicateName(let name): "has the name \(name.quotedForMessage) twice in one object"
        case .malformed(let reason): "is not JSON: \(reason)"
        case .nulInName: "has a name with a NUL character"
        case .outOfMemory: "could not be read: out of memory"
        }
    }
}

extension String {
    /// The text in double quotes, cut to 64 characters, with everything but visible ASCII escaped.
    ///
    /// For text that a token or a document chose and that a person or a log will read.
    package var quotedForMessage: String {
        let limit = 64
        var result = [UInt8(ascii: "\"")]
        var position = unicodeScalars.startIndex
        for scalar in unicodeScalars.prefix(limit) {
            switch scalar {
            case "\"", "\\":
                result += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
            case " "..."~":
                result.append(UInt8(ascii: scalar))
            default:
                result += "\\u{\(String(scalar.value, radix: 16))}".utf8
            }
            position = unicodeScalars.index(after: position)
        }
        result += (position == unicodeScalars.endIndex ? "\"" : "...\"").utf8
        return String(decoding: result, as: UTF8.self)
    }
}
