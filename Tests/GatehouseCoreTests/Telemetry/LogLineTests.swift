import GatehouseCore
import JOSE
import TestSupport
import Testing

@Suite("Lines of the log")
struct LogLineTests {
    private static func line(
        _ format: Configuration.LogFormat, event: String = "decision", _ values: [(String, String?)]
    ) -> String {
        var line = LogLine(
            format: format, time: UnixTime(seconds: 1_700_000_000), level: "info", event: event)
        for (name, value) in values { line.add(name, value) }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test("in text: time, level, event, and pairs; in JSON the same as one object")
    func forms() {
        let values = [("policy", "orders"), ("sub", nil), ("kid", "a b")]
        #expect(Self.line(.text, values) == "2023-11-14T22:13:20Z info decision policy=orders kid=\"a b\"\n")
        #expect(
            Self.line(.json, values) == """
                {"time":"2023-11-14T22:13:20Z","level":"info","event":"decision","policy":"orders","kid":"a b"}

                """)
        var line = LogLine(
            format: .text, time: UnixTime(seconds: 0), level: "info", event: "the keys were fetched")
        line.add("status", -401)
        #expect(line.bytes == Array("1970-01-01T00:00:00Z info the keys were fetched status=-401\n".utf8))
        line = LogLine(format: .json, time: UnixTime(seconds: 0), level: "info", event: "x")
        line.add("us", .max)
        #expect(
            line.bytes
                == Array(
                    """
                    {"time":"1970-01-01T00:00:00Z","level":"info","event":"x","us":9223372036854775807}

                    """.utf8))
    }

    @Test(
        "a value needs no quotes in text only when nothing in it could be taken for something else",
        arguments: [
            ("ada", "ada"), ("a/b:c@d.e-f_g~", "a/b:c@d.e-f_g~"), ("", "\"\""), ("a b", "\"a b\""),
            ("a=b", "\"a=b\""), ("a\"b", #""a\"b""#), (#"a\b"#, #""a\\b""#), ("\n", #""\u000a""#),
            ("a\r\nb", #""a\u000d\u000ab""#), ("\u{0}", #""\u0000""#), ("\u{1B}[2J", #""\u001b[2J""#),
            ("\u{7F}", #""\u007f""#), ("\u{9B}2J", #""\u009b2J""#), ("é", #""\u00e9""#),
            ("\u{2028}", #""\u2028""#), ("\u{202E}", #""\u202e""#), ("😀", #""\ud83d\ude00""#),
        ])
    func plain(value: String, expected: String) {
        #expect(Self.line(.text, [("v", value)]) == "2023-11-14T22:13:20Z info decision v=\(expected)\n")
    }

    @Test(
        "an event cannot begin another line",
        arguments: [
            ("a sentence, plain: \"so\"", "a sentence, plain: \"so\""),
            ("two\nlines \"q\"", #"two\u000alines \"q\""#), ("\u{1B}[1mé", #"\u001b[1m\u00e9"#), ("", ""),
        ])
    func events(event: String, expected: String) {
        #expect(Self.line(.text, event: event, []) == "2023-11-14T22:13:20Z info \(expected)\n")
    }

    @Test("whatever goes in, a line is one line of ASCII, and JSON gives the values back")
    func property() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            let texts = (0..<3).map { _ in RandomJSON.text(using: &random) }
            let values = [("a", texts[1]), ("b", texts[2])]
            for format in Configuration.LogFormat.allCases {
                let line = Self.line(format, event: texts[0], values)
                #expect(line.last == "\n")
                #expect(isOneLine(line.dropLast()), "\(line)")
                guard format == .json else { continue }
                let object = try #require(TestJSON(text: line))
                #expect(object["event"] == .string(texts[0]))
                #expect(object["a"] == .string(texts[1]))
                #expect(object["b"] == .string(texts[2]))
            }
        }
    }
}
