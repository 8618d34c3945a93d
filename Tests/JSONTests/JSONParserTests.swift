import Testing

@testable import JSON

@Suite("RFC 8259, read strictly")
struct JSONParserTests {
    @Test(
        "what is no strict JSON is refused with its reason",
        arguments: [
            ("{\"a\":1,\"a\":2}", "has the name \"a\" twice in one object"),
            ("[{\"b\":{\"\\u0061\":1,\"a\":2}}]", "has the name \"a\" twice in one object"),
            ("{\"\":1,\"\":2}", "has the name \"\" twice in one object"),
            ("{\"a\\u0000\":1}", "has a name with a NUL character"),
            ("\u{FEFF}{}", "begins with a byte-order mark"),
            ("", "is not JSON: "),
            ("{", "is not JSON: "),
            ("{} {}", "is not JSON: "),
            ("{\"a\":1,}", "is not JSON: "),
            ("{'a':1}", "is not JSON: "),
            ("{\"a\":01}", "is not JSON: "),
            ("{\"a\":1e400}", "is not JSON: "),
            ("{\"a\":18446744073709551616}", "is not JSON: "),
            ("{\"a\":NaN}", "is not JSON: "),
            ("{\"a\":\"\\ud800\"}", "is not JSON: "),
            ("{\"a\":\"\t\"}", "is not JSON: "),
            ("{\"a\":\"\\x\"}", "is not JSON: "),
        ]
    )
    func refusals(text: String, reason: String) throws {
        let parser = try JSONParser()
        do throws(JSONError) {
            _ = try parser.parse(Array(text.utf8))
            Issue.record("was read: \(text)")
        } catch {
            #expect(error.description.hasPrefix(reason), "\(error)")
        }
    }

    @Test(
        "invalid UTF-8 is refused", arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22]] as [[UInt8]])
    func encoding(bytes: [UInt8]) throws {
        let parser = try JSONParser()
        #expect(throws: JSONError.self) { try parser.parse(bytes) }
    }

    @Test("nesting is bounded at 32", arguments: [(31, true), (32, false), (100_000, false)])
    func depth(brackets: Int, isRead: Bool) throws {
        let text = String(repeating: "[", count: brackets) + String(repeating: "]", count: brackets)
        let parser = try JSONParser()
        #expect((try? parser.parse(Array("[\(text)]".utf8))) != nil || !isRead)
        if !isRead {
            #expect(throws: JSONError.self) { try parser.parse(Array("[\(text)]".utf8)) }
        }
    }

    @Test(
        "one duplicate among many names is found, and none where there is none",
        arguments: [1, 2, 13, 31, 32, 33, 3_000], ["n1000", "1000n", "nn1000nn", "\u{E9}1000\u{E9}"])
    func duplicates(count: Int, pattern: String) throws {
        // Alike at an end or at both, and all of one length.
        let names = (0..<count).map { pattern.replacing("1000", with: String(10_000 + $0)) }
        let members = names.map { "\"\($0)\":0" }
        let parser = try JSONParser()
        let distinct = try parser.parse(Array("{\(members.joined(separator: ","))}".utf8))
        #expect(distinct.members.reduce(0) { sum, _ in sum + 1 } == count)
        for (name, member) in zip(names, members).prefix(3) {
            let repeated = (members + [member]).joined(separator: ",")
            #expect(throws: JSONError.duplicateName(name)) {
                try parser.parse(Array("{\(repeated)}".utf8))
            }
        }
    }

    @Test("numbers are exact as integers and doubles otherwise")
    func numbers() throws {
        let parser = try JSONParser()
        let text = "[0,-9223372036854775808,9223372036854775808,18446744073709551615,1.5,1e3]"
        let root = try parser.parse(Array(text.utf8))
        let expected: [JSONNumber] = [
            .integer(0), .integer(.min), .largeInteger(1 << 63), .largeInteger(.max), .fraction(1.5),
            .fraction(1000),
        ]
        #expect(root.elements.map(\.number) == expected)
    }

    @Test("members and elements come in order, and other kinds have none")
    func structure() throws {
        let parser = try JSONParser()
        let root = try parser.parse(Array("{\"a\":[1,{\"x\":[]}],\"b\":{\"c\":\"d\"},\"e\":null}".utf8))
        #expect(root.members.map(\.name.string) == ["a", "b", "e"])
        #expect(root.members.map(\.value.kind) == [.array, .object, .null])
        #expect(root["b"]?["c"]?.isString(Array("d".utf8)) == true)
        #expect(root["c"] == nil)
        #expect(root["e"]?.members.map(\.name.string) == [])
        #expect(root["a"]?.elements.map(\.kind) == [.number, .object])
    }

    @Test("JSON text is compact ASCII and reads back the same")
    func text() throws {
        let parser = try JSONParser()
        let source = "{ \"a\" : [ 1 , 2.50 , true , null , \"\\u00e9\\n\\ud83d\\ude00\\\"\" ] , \"b\" : { } }"
        let text = try parser.parse(Array(source.utf8)).jsonText
        #expect(text == #"{"a":[1,2.5,true,null,"\u00e9\u000a\ud83d\ude00\""],"b":{}}"#)
        #expect(try parser.parse(Array(text.utf8)).jsonText == text)
    }

    @Test("text for messages is short, quoted and harmless")
    func quoting() {
        #expect("a\"b\r\n\u{1F600}".quotedForMessage == "\"a\\\"b\\u{d}\\u{a}\\u{1f600}\"")
        #expect(String(repeating: "x", count: 1_000).quotedForMessage.count == 69)
    }
}
