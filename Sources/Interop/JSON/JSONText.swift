extension JSONElement {
    /// The value as compact JSON text in ASCII: no spaces, everything beyond ASCII as `\u` escapes.
    ///
    /// An integer is written as it is. A number with a fraction or an exponent is written as the shortest
    /// text that gives the same IEEE 754 double, so `1.50` becomes `1.5`.
    package var jsonText: String {
        var text = ""
        appendJSON(to: &text)
        return text
    }

    private func appendJSON(to text: inout String) {
        switch kind {
        case .array:
            var separator = "["
            for element in elements {
                text += separator
                element.appendJSON(to: &text)
                separator = ","
            }
            text += separator == "[" ? "[]" : "]"
        case .boolean:
            text += boolean == true ? "true" : "false"
        case .null:
            text += "null"
        case .number:
            text += number?.description ?? ""
        case .object:
            var separator = "{"
            for (name, value) in members {
                text += separator
                name.appendJSON(to: &text)
                text += ":"
                value.appendJSON(to: &text)
                separator = ","
            }
            text += separator == "{" ? "{}" : "}"
        case .string:
            text += (string ?? "").jsonText
        }
    }
}

extension JSONNumber: CustomStringConvertible {
    package var description: String {
        switch self {
        case .fraction(let value): value.description
        case .integer(let value): value.description
        case .largeInteger(let value): value.description
        }
    }
}

extension String {
    /// The text as a JSON string in ASCII (RFC 8259 section 7).
    package var jsonText: String {
        var text = "\""
        for unit in utf16 {
            switch unit {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x20...0x7E: text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: unit)))
            default:
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text + "\""
    }
}
