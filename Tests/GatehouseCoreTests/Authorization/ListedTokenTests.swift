import GatehouseCore
import Policy
import Server
import Testing

@Suite("RFC 6750 section 2.3: the token in the query")
struct QueryTokenTests {
    static let source = TokenSource.query(name: "access_token")

    @Test("is looked for in QUERY_STRING")
    func parameter() {
        #expect(Self.source.parameter == ParameterName("QUERY_STRING"))
        #expect(Self.source.place == "the query parameter \"access_token\"")
    }

    @Test(
        "is the value of one parameter of exactly that name",
        arguments: [
            ("access_token=a.b.c", .token("a.b.c")), ("access_token=a.b.c&x=1", .token("a.b.c")),
            ("x=1&access_token=a.b.c&y=2", .token("a.b.c")), ("x=1&access_token=a.b.c", .token("a.b.c")),
            ("&&access_token=a.b.c&&", .token("a.b.c")), ("access_token=a==", .token("a==")),
            ("access_token", source.nothing), ("access_token=", source.nothing),
            ("access_token=&x=a", source.nothing), ("", source.nothing), ("&", source.nothing),
            ("xaccess_token=a.b.c", source.nothing), ("access_tokenx=a.b.c", source.nothing),
            ("Access_Token=a.b.c", source.nothing), ("access_token[]=a.b.c", source.nothing),
            ("x=access_token=a.b.c", source.nothing), ("access%5Ftoken=a.b.c", source.nothing),
            ("x=1;access_token=a.b.c", source.nothing), ("access_token=a&access_token=a", .twoTokens),
            ("access_token=&access_token=a", .twoTokens), ("access_token=a&x&access_token=", .twoTokens),
            ("access_token=a%2Eb", .notAToken), ("access_token=a;x=1", .notAToken),
            ("access_token=a,b", .notAToken), ("access_token=a b", .notAToken),
            ("access_token=é", .notAToken),
        ] as [(String, Found)])
    func found(query: String, expected: Found) {
        #expect(Self.source.found(in: query) == expected)
    }
}

@Suite("The token in a cookie")
struct CookieTokenTests {
    static let source = TokenSource.cookie(name: "token")

    @Test("is looked for in HTTP_COOKIE")
    func parameter() {
        #expect(Self.source.parameter == ParameterName("HTTP_COOKIE"))
        #expect(Self.source.place == "the cookie \"token\"")
    }

    @Test(
        "is the value of one cookie of exactly that name",
        arguments: [
            ("token=a.b.c", .token("a.b.c")), ("x=1; token=a.b.c; y=2", .token("a.b.c")),
            ("x=1;token=a.b.c;y=2", .token("a.b.c")), ("x=1;   token=a.b.c", .token("a.b.c")),
            ("; ;token=a.b.c;", .token("a.b.c")), ("token=", source.nothing), ("token", source.nothing),
            ("token=; x=1", source.nothing), ("", source.nothing), ("; ; ;", source.nothing),
            ("xtoken=a.b.c", source.nothing), ("tokens=a.b.c", source.nothing),
            ("Token=a.b.c", source.nothing),
            ("__Host-token=a.b.c", source.nothing), ("x=token=a.b.c", source.nothing),
            ("token =a.b.c", source.nothing), ("x=1, token=a.b.c", source.nothing),
            ("token=a; token=b", .twoTokens), ("token=a; token=a", .twoTokens),
            ("token=; token=a", .twoTokens),
            ("token=\"a.b.c\"", .notAToken), ("token=a.b.c ; x=1", .notAToken), ("token= a.b.c", .notAToken),
            ("token=a,b", .notAToken), ("token=ü", .notAToken), ("token=a\u{0}", .notAToken),
        ] as [(String, Found)])
    func found(cookies: String, expected: Found) {
        #expect(Self.source.found(in: cookies) == expected)
    }

    @Test("ten thousand cookies are looked through")
    func many() {
        let others = String(repeating: "a=b; ", count: 10_000)
        #expect(Self.source.found(in: others + "token=a.b.c; " + others) == .token("a.b.c"))
        #expect(Self.source.found(in: String(repeating: ";", count: 60_000)) == Self.source.nothing)
    }
}

@Suite("The token in a parameter that the web server's administrator fills")
struct ParameterTokenTests {
    static let source = TokenSource.parameter(name: "GATEHOUSE_TOKEN")

    @Test("is looked for in the parameter of that name")
    func parameter() {
        #expect(Self.source.parameter == ParameterName("GATEHOUSE_TOKEN"))
        #expect(Self.source.place == "the FastCGI parameter GATEHOUSE_TOKEN")
    }

    @Test(
        "is the whole value, without a scheme",
        arguments: [
            ("a.b.c", .token("a.b.c")), ("a==", .token("a==")), ("", source.nothing),
            ("Bearer a.b.c", .notAToken), ("a.b.c ", .notAToken), (" a.b.c", .notAToken),
            ("a.b.c,d.e.f", .notAToken), ("\"a.b.c\"", .notAToken), ("a.b.c\u{0}", .notAToken),
        ] as [(String, Found)])
    func found(value: String, expected: Found) {
        #expect(Self.source.found(in: value) == expected)
    }
}
