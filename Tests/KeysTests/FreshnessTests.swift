import Testing

@testable import Keys

@Suite("RFC 9111 section 4.2: freshness")
struct FreshnessTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    static let lifetimes: [(FetchFields, Int)] = [
        (FetchFields(), 3600),
        (FetchFields(cacheControl: "max-age=7200"), 7200),
        (FetchFields(cacheControl: "public, MAX-AGE = 7200"), 7200),
        (FetchFields(cacheControl: "max-age=\"7200\""), 7200),
        (FetchFields(age: "200", cacheControl: "max-age=7200"), 7000),
        (FetchFields(age: "9000", cacheControl: "max-age=7200"), 300),
        (FetchFields(age: "-1", cacheControl: "max-age=7200"), 7200),
        (FetchFields(cacheControl: "max-age=0"), 300),
        (FetchFields(cacheControl: "max-age=299"), 300),
        (FetchFields(cacheControl: "max-age=301"), 301),
        (FetchFields(cacheControl: "max-age=86401"), 86_400),
        (FetchFields(cacheControl: "max-age=99999999999999999999999"), 86_400),
        (FetchFields(cacheControl: "max-age=-5"), 300),
        (FetchFields(cacheControl: "max-age=ten"), 300),
        (FetchFields(cacheControl: "max-age"), 300),
        (FetchFields(cacheControl: "no-store, max-age=7200"), 300),
        (FetchFields(cacheControl: "no-cache"), 300),
        (FetchFields(cacheControl: "s-maxage=7200"), 3600),
        (FetchFields(cacheControl: ",,=,"), 3600),
        (FetchFields(date: date, expires: "Sun, 06 Nov 1994 10:49:37 GMT"), 7200),
        (FetchFields(age: "100", date: date, expires: "Sun, 06 Nov 1994 10:49:37 GMT"), 7100),
        (FetchFields(date: date, expires: "Sun, 06 Nov 1994 08:00:00 GMT"), 300),
        (FetchFields(date: date, expires: "0"), 300),
        (FetchFields(expires: "Sun, 06 Nov 1994 10:49:37 GMT"), 300),
        (FetchFields(cacheControl: "max-age=600", date: date, expires: "Sun, 06 Nov 1994 10:49:37 GMT"), 600),
    ]

    @Test("is what the response says, within the operator's bounds", arguments: lifetimes)
    func lifetime(fields: FetchFields, seconds: Int) {
        #expect(Freshness(fields).lifetime(KeyTiming()) == .seconds(seconds))
    }

    @Test(
        "Retry-After is a number of seconds or a date, and bounded",
        arguments: [
            (nil, nil, nil),
            ("120", nil, 120),
            ("0", nil, 0),
            ("100000", nil, 3600),
            ("99999999999999999999", nil, 3600),
            ("-1", nil, nil),
            ("soon", nil, nil),
            ("Sun, 06 Nov 1994 08:50:37 GMT", date, 60),
            ("Sun, 06 Nov 1994 08:40:37 GMT", date, 0),
            ("Sun, 06 Nov 1994 08:50:37 GMT", nil, nil),
        ] as [(String?, String?, Int?)])
    func retryAfter(text: String?, date: String?, seconds: Int?) {
        var fields = FetchFields(date: date)
        fields.retryAfter = text
        let expected = seconds.map { Duration.seconds($0) }
        #expect(Freshness(fields).retryAfter(limit: .seconds(3600)) == expected)
    }

    @Test(
        "a date has one of three forms",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
            ("Fri, 31 Dec 9999 23:59:60 GMT", 253_402_300_800),
            ("Thu, 01-Jan-26 00:00:00 GMT", 1_767_225_600),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("Sun, 32 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 24:49:37 GMT", nil),
            ("Sun, 06 Nov 99999999999999999999 08:49:37 GMT", nil),
            ("Sun, +6 Nov 1994 08:49:37 GMT", nil),
            ("1994-11-06T08:49:37Z", nil),
            ("", nil),
            ("- - - - -", nil),
        ] as [(String, Int64?)])
    func dateForm(text: String, seconds: Int64?) {
        #expect(HTTPDate(text)?.seconds == seconds)
    }
}
