internal import Foundation

/// A JSON value a test writes down as a literal: `["sub": "ada", "exp": 1_700_000_000]`.
///
/// Objects are written with their names in alphabetical order. Text that no parser would write, such as
/// duplicate names, is given to `CompactToken` as text.
package enum TestJSON: Hashable, Sendable {
    case array([TestJSON])
    case bool(Bool)
    case double(Double)
    case integer(Int64)
    case null
    case object([String: TestJSON])
    case string(String)

    /// Parses JSON text; `nil` when it is none.
    package init?(text: String) {
        guard let value = try? JSONDecoder().decode(TestJSON.self, from: Data(text.utf8)) else {
            return nil
        }
        self = value
    }

    /// The value as compact JSON text.
    package var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The members of an object; empty for any other value.
    package var members: [String: TestJSON] {
        guard case .object(let members) = self else { return [:] }
        return members
    }

    /// The text of a string; `nil` for any other value.
    package var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The member `name` of an object; setting `nil` removes it, and any other value becomes an object.
    package subscript(name: String) -> TestJSON? {
        get { members[name] }
        set {
            var members = members
            members[name] = newValue
            self = .object(members)
        }
    }

    /// This object with the members of `changes` put over its own.
    package func merging(_ changes: TestJSON) -> TestJSON {
        .object(members.merging(changes.members) { _, new in new })
    }
}

extension TestJSON: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let string = try? container.decode(String.self) {
            // First, since most values are strings and each try that fails takes long.
            self = .string(string)
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let double = try? container.decode(Double.self) {
            self = .double(double)
        } else if let array = try? container.decode([TestJSON].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: TestJSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .array(let array): try container.encode(array)
        case .bool(let bool): try container.encode(bool)
        case .double(let double): try container.encode(double)
        case .integer(let integer): try container.encode(integer)
        case .null: try container.encodeNil()
        case .object(let members): try container.encode(members)
        case .string(let string): try container.encode(string)
        }
    }
}

extension TestJSON: ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation
{
    package init(arrayLiteral elements: TestJSON...) { self = .array(elements) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(dictionaryLiteral elements: (String, TestJSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
}
