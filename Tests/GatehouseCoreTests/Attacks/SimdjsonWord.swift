/// What simdjson says of a text, in its own words.
enum SimdjsonWord {
    static let depth = "The JSON document was too deep (too many nested objects and arrays)"
    static let empty = "Empty: no JSON found"
    static let escape = "Within strings, some characters must be escaped, we found unescaped characters"
    static let number = "Problem while parsing a number"
    static let string = "Problem while parsing a string"
    static let structure =
        "The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc."
    static let utf8 = "The input is not valid UTF-8"
}
