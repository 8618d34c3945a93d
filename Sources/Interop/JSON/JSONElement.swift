internal import Bytes

/// One value of a JSON document, read in place.
///
/// Belongs to the document its parser read last (see `JSONParser`).
package struct JSONElement {
    /// The kinds of value that JSON has (RFC 8259 section 3).
    package enum Kind: String, Sendable {
        case array
        case boolean
        case null
        case number
        case object
        case string
    }

    /// What a word of simdjson's tape says of the value that it stands for.
    enum Tag: UInt8 {
        case arrayStart = 0x5B
        case arrayEnd = 0x5D
        case double = 0x64
        case falseValue = 0x66
        case null = 0x6E
        case objectStart = 0x7B
        case objectEnd = 0x7D
        case root = 0x72
        case signed = 0x6C
        case string = 0x22
        case trueValue = 0x74
        case unsigned = 0x75

        /// Whether the value itself follows in a word of its own.
        var hasValueWord: Bool {
            switch self {
            case .double, .signed, .unsigned: true
            case .arrayStart, .arrayEnd, .falseValue, .null, .objectStart, .objectEnd, .root, .string,
                .trueValue:
                false
            }
        }
    }

    static let payloadMask: UInt64 = 0x00FF_FFFF_FFFF_FFFF

    let parser: JSONParser
    let index: Int
    private let generation: UInt32

    init(parser: JSONParser, index: Int) {
        self.parser = parser
        self.index = index
        self.generation = parser.generation
    }

    /// Which kind of value it is.
    package var kind: Kind {
        switch tag {
        case .arrayStart: .array
        case .trueValue, .falseValue: .boolean
        case .null: .null
        case .double, .signed, .unsigned: .number
        case .objectStart: .object
        case .string: .string
        case .arrayEnd, .objectEnd, .root: preconditionFailure("an element that is no value")
        }
    }

    // MARK: Scalars

    /// The string's text, or `nil` when this is no string.
    package var string: String? {
        guard tag == .string else { return nil }
        return String(copying: parser.bytes(of: content))
    }

    /// Whether this is a string of exactly these UTF-8 bytes.
    package func isString(_ utf8: [UInt8]) -> Bool {
        guard tag == .string else { return false }
        return parser.bytes(of: content).isSame(as: utf8.span)
    }

    /// The boolean, or `nil` when this is none.
    package var boolean: Bool? {
        switch tag {
        case .trueValue: true
        case .falseValue: false
        case .arrayStart, .arrayEnd, .double, .null, .objectStart, .objectEnd, .root, .signed, .string,
            .unsigned:
            nil
        }
    }

    /// The number, or `nil` when this is none.
    package var number: JSONNumber? {
        switch tag {
        case .double: .fraction(Double(bitPattern: parser.word(at: index + 1)))
        case .signed: .integer(Int64(bitPattern: parser.word(at: index + 1)))
        case .unsigned: .largeInteger(parser.word(at: index + 1))
        case .arrayStart, .arrayEnd, .falseValue, .null, .objectStart, .objectEnd, .root, .string,
            .trueValue:
            nil
        }
    }

    // MARK: Arrays and objects

    /// The array's elements in order; none when this is no array.
    package var elements: JSONElements {
        JSONElements(of: self, wanted: .arrayStart)
    }

    /// The object's members in order; none when this is no object.
    package var members: JSONMembers {
        JSONMembers(values: JSONElements(of: self, wanted: .objectStart))
    }

    /// The member of that name, or `nil` when there is none or this is no object.
    package func member(_ name: [UInt8]) -> JSONElement? {
        guard tag == .objectStart else { return nil }
        let found = parser.valueIndex(of: name, from: index + 1, to: indexAfter - 1)
        return found.map { JSONElement(parser: parser, index: $0) }
    }

    /// The member of that name; for names that are written in the code.
    package subscript(name: String) -> JSONElement? {
        member(Array(name.utf8))
    }

    // MARK: The tape

    var tag: Tag {
        precondition(generation == parser.generation, "an element outlived its document")
        return parser.tag(at: index)
    }

    /// The index of what follows this value on the tape.
    var indexAfter: Int {
        precondition(generation == parser.generation, "an element outlived its document")
        return parser.indexAfter(index)
    }

    var content: JSONString {
        parser.string(at: Int(parser.word(at: index) & Self.payloadMask))
    }
}

/// A JSON number, exact when it is an integer.
package enum JSONNumber: Hashable, Sendable {
    /// A number with a fraction or an exponent; finite, since simdjson refuses what overflows.
    case fraction(Double)

    /// An integer from -2^63 to 2^63 - 1.
    case integer(Int64)

    /// An integer from 2^63 to 2^64 - 1; larger ones are refused with the document.
    case largeInteger(UInt64)
}
