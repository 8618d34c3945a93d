import GatehouseCore
import JOSE
import TestSupport
import Testing

@Suite("Claims as headers, whatever a token holds")
struct ClaimHeaderPropertyTests {
    private static let claimsPerToken = 100
    private static let names = (0..<claimsPerToken).map { "c\($0)" }

    @Test("ten thousand random strings are one line of visible ASCII each, and decode to what they were")
    func strings() throws {
        var random = SplitMix64(seed: 3)
        let maker = try HeaderMaker(Self.names)
        for _ in 0..<(10_000 / Self.claimsPerToken) {
            let texts = Dictionary(
                uniqueKeysWithValues: Self.names.map { ($0, RandomJSON.text(using: &random)) })
            let claims = TestJSON.object(texts.mapValues(TestJSON.string))
            let percent = try maker.values(claims, .percent)
            let base64URL = try maker.values(claims, .base64URLJSON)
            for (name, text) in texts {
                let header = try #require(percent[name])
                #expect(isHeaderValue(header), "\(text.debugDescription)")
                #expect(Self.areSame(percentDecoded(header), text), "\(header)")
                let other = try #require(base64URL[name])
                #expect(isHeaderValue(other), "\(text.debugDescription)")
                #expect(other == text || Self.decoded(other) == .string(text), "\(other)")
            }
        }
    }

    @Test("ten thousand random values are one line of visible ASCII each, and lists decode to what they were")
    func values() throws {
        var random = SplitMix64(seed: 4)
        let maker = try HeaderMaker(Self.names)
        for _ in 0..<(10_000 / Self.claimsPerToken) {
            let values = Dictionary(
                uniqueKeysWithValues: Self.names.map { ($0, RandomJSON.value(using: &random)) })
            let percent = try maker.values(.object(values), .percent)
            let base64URL = try maker.values(.object(values), .base64URLJSON)
            for (name, value) in values {
                let header = try #require(percent[name])
                #expect(isHeaderValue(header), "\(value.text)")
                #expect(isHeaderValue(try #require(base64URL[name])), "\(value.text)")
                if let texts = Self.joinedTexts(value) {
                    let members = header.split(separator: ",").map { percentDecoded(String($0)) }
                    #expect(members == texts, "\(header)")
                } else if Self.isWrittenAsJSON(value) {
                    #expect(TestJSON(text: header) == value, "\(header)")
                    #expect(!header.contains("%"), "\(header)")
                    #expect(base64URL[name].flatMap(Self.decoded) == value)
                }
            }
        }
    }

    /// What a list's members are before they are joined; `nil` for what is not joined.
    private static func joinedTexts(_ value: TestJSON) -> [String]? {
        guard case .array(let members) = value, !members.isEmpty, !isWrittenAsJSON(value) else { return nil }
        return members.map { $0.string ?? $0.text }
    }

    /// Whether commas would make the value ambiguous.
    private static func isWrittenAsJSON(_ value: TestJSON) -> Bool {
        switch value {
        case .array(let members):
            members.contains { member in
                switch member {
                case .string(let text): text.isEmpty || text.utf8.contains(UInt8(ascii: ","))
                case .array, .object, .null: true
                case .bool, .double, .integer: false
                }
            }
        case .object: true
        case .bool, .double, .integer, .null, .string: false
        }
    }

    private static func decoded(_ header: String) -> TestJSON? {
        Base64URL.decode(header).flatMap { TestJSON(text: String(decoding: $0, as: UTF8.self)) }
    }

    private static func areSame(_ left: String?, _ right: String) -> Bool {
        left.map { Array($0.utf8) } == Array(right.utf8)
    }
}

/// Whether a text can be a header's value: visible ASCII, with spaces only inside.
func isHeaderValue(_ text: String) -> Bool {
    isOneLine(text) && text.first != " " && text.last != " "
}

/// The text that was percent-encoded; `nil` when it was not done right.
func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}

/// Random JSON with much of what is awkward in it.
enum RandomJSON {
    private static let scalars: [Unicode.Scalar] = Array(
        "abcXYZ019 ,,%%\"\\=;:{}[]<>\r\n\t\u{0}\u{1F}\u{7F}\u{80}\u{85}\u{A0}é\u{301}ÿ€\u{2028}\u{202E}\u{FEFF}\u{FFFD}😀\u{10FFFF}"
            .unicodeScalars)

    /// A text of up to twelve characters.
    static func text(using random: inout SplitMix64) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text.append(scalars.randomElement(using: &random) ?? "a")
        }
        return String(text)
    }

    /// A member's name: any text without NUL, which no name may have.
    private static func name(using random: inout SplitMix64) -> String {
        text(using: &random).replacing("\u{0}", with: "")
    }

    /// A value of any kind, up to three levels deep.
    static func value(using random: inout SplitMix64, depth: Int = 0) -> TestJSON {
        switch Int.random(in: 0...(depth < 3 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3, 4, 5: return .string(text(using: &random))
        case 6, 7:
            let count = Int.random(in: 0...3, using: &random)
            return .array((0..<count).map { _ in value(using: &random, depth: depth + 1) })
        default:
            let count = Int.random(in: 0...3, using: &random)
            return .object(
                Dictionary(
                    (0..<count).map { _ in (name(using: &random), value(using: &random, depth: depth + 1)) }
                ) { $1 })
        }
    }
}
