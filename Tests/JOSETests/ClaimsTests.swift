import JOSE
import JSON
import Testing

@Suite("RFC 7519 section 2: times")
struct ClaimsTests {
    @Test(
        "every number has its meaning and nothing else is a time",
        arguments: [
            ("0", .time(UnixTime(seconds: 0))), ("-1", .time(UnixTime(seconds: -1))),
            ("1300819380", .time(UnixTime(seconds: 1_300_819_380))),
            ("1000.0", .time(UnixTime(seconds: 1_000))), ("1000.25", .time(UnixTime(seconds: 1_001))),
            ("-1000.25", .time(UnixTime(seconds: -1_000))), ("1e3", .time(UnixTime(seconds: 1_000))),
            ("1e300", .time(UnixTime(seconds: .max))), ("-1e300", .time(UnixTime(seconds: .min))),
            ("9223372036854775807", .time(UnixTime(seconds: .max))),
            ("9223372036854775808", .time(UnixTime(seconds: .max))),
            ("-9223372036854775808", .time(UnixTime(seconds: .min))),
            ("9.3e18", .time(UnixTime(seconds: .max))), ("\"1000\"", .notANumber("\"1000\"")),
            ("null", .notANumber("null")), ("[1]", .notANumber("[1]")), ("true", .notANumber("true")),
        ] as [(String, NumericDate)])
    func times(text: String, expected: NumericDate) throws {
        let reader = try TokenReader()
        let bytes = Array(token(header, "{\"exp\":\(text)}").utf8)
        let jws = try reader.read(bytes.span)
        #expect(jws.unverifiedClaims.expiry == expected)
    }

    @Test(
        "times are shown in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_500_000, "2026-11-24T06:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (253_402_300_800, "253402300800"),
            (Int64.min, "-9223372036854775808"),
        ] as [(Int64, String)])
    func description(seconds: Int64, text: String) {
        #expect(UnixTime(seconds: seconds).description == text)
    }

    @Test("a path leads into nested objects and nowhere else")
    func paths() throws {
        let reader = try TokenReader()
        let payload = #"{"realm_access":{"roles":["a"]},"https://ns/roles":["b"],"a.b":1,"n":null}"#
        let bytes = Array(token(header, payload).utf8)
        let claims = try reader.read(bytes.span).unverifiedClaims
        func text(_ names: String...) -> String? {
            claims.value(at: ClaimPath(names: names))?.jsonText
        }
        #expect(text("realm_access", "roles") == "[\"a\"]")
        #expect(text("realm_access", "roles", "a") == nil)
        #expect(text("https://ns/roles") == "[\"b\"]")
        #expect(text("a.b") == "1")
        #expect(text("a", "b") == nil)
        #expect(text("n") == "null")
    }
}
