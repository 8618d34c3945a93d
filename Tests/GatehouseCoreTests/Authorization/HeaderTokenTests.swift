import GatehouseCore
import JOSE
import Policy
import Server
import Testing

@Suite("RFC 6750 section 2.1: the token in the Authorization header")
struct HeaderTokenTests {
    static let source = TokenSource.header(name: "Authorization", scheme: "Bearer")

    static func scheme(_ seen: String) -> Found {
        .refusal(.tokenSchemeNotAccepted(seen: seen, accepted: "Bearer"))
    }

    @Test(
        "is what follows the scheme, in any case and with any spaces",
        arguments: [
            "Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "bEARER a.b.c", "Bearer  a.b.c",
            "Bearer \t a.b.c",
            " Bearer a.b.c", "Bearer a.b.c ", "\tBearer a.b.c \t",
        ])
    func found(value: String) {
        #expect(Self.source.found(in: value) == .token("a.b.c"))
    }

    @Test("is any b64token, and holds no other byte")
    func alphabet() {
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=".utf8)
        for byte in UInt8.min ... .max {
            let found = Self.source.found(in: Array("Bearer a".utf8) + [byte] + Array("b".utf8))
            if letters.contains(byte) {
                #expect(found == .token("a\(Unicode.Scalar(byte))b"))
            } else {
                #expect(found == ([0x20, 0x2C].contains(byte) ? .twoTokens : .notAToken), "\(byte)")
            }
        }
    }

    @Test(
        "is missing when nothing stands there",
        arguments: ["", " ", "\t \t", "Bearer", "bearer ", "Bearer \t "])
    func missing(value: String) {
        #expect(Self.source.found(in: value) == Self.source.nothing)
    }

    @Test(
        "is one token and no more",
        arguments: [
            "Bearer a.b.c d.e.f", "Bearer a.b.c, Bearer d.e.f", "Bearer a.b.c,d.e.f", "Bearer a.b.c,",
            "Bearer Bearer a.b.c", "Bearer a.b.c realm=\"x\"", "Bearer , a", "Bearer a\u{0} b",
        ])
    func twoTokens(value: String) {
        #expect(Self.source.found(in: value) == .twoTokens)
    }

    @Test(
        "is made of a token's characters",
        arguments: [
            "Bearer \"a.b.c\"", "Bearer a.b.c;", "Bearer a\tb", "Bearer a%2Eb", "Bearer a.b.ç",
            "Bearer a\u{0}",
            "Bearer a\r\nX:y", "Bearer \u{7F}", "Bearer a.b.c\u{A0}", "Bearer \u{200B}a", "Bearer {a}",
        ])
    func notAToken(value: String) {
        #expect(Self.source.found(in: value) == .notAToken)
    }

    @Test("is made of no byte beyond ASCII", arguments: [0x80, 0xC3, 0xFF] as [UInt8])
    func beyondASCII(byte: UInt8) {
        #expect(Self.source.found(in: Array("Bearer a".utf8) + [byte]) == .notAToken)
        #expect(Self.source.found(in: [byte]) == Self.scheme("none"))
    }

    @Test(
        "comes with the required scheme, and another is named only when it is a known one",
        arguments: [
            ("Basic YTpi", "Basic"), ("basic YTpi", "Basic"), ("DPoP a.b.c", "DPoP"),
            ("Bearer: a.b.c", "unknown"),
            ("Bearer\ta.b.c", "none"), ("Bearera.b.c", "none"), ("Beare a.b.c", "unknown"), ("a.b.c", "none"),
            ("a.b.c d", "unknown"), ("\"Bearer\" a", "unknown"), ("Bearer,a.b.c", "none"),
            ("token=a.b.c, Bearer", "unknown"), ("Ｂearer a", "unknown"), ("Bearer\u{0} a", "unknown"),
        ])
    func otherScheme(value: String, seen: String) {
        #expect(Self.source.found(in: value) == Self.scheme(seen))
    }

    @Test("is compared with the policy's scheme, not with Bearer")
    func ownScheme() {
        let source = TokenSource.header(name: "Authorization", scheme: "DPoP")
        #expect(source.found(in: "dpop a.b.c") == .token("a.b.c"))
        #expect(
            source.found(in: "Bearer a.b.c")
                == .refusal(.tokenSchemeNotAccepted(seen: "Bearer", accepted: "DPoP")))
    }

    @Test(
        "is never repeated in a message, wherever it stands",
        arguments: [
            "", "Bearer SECRET, SECRET", "SECRET", "SECRET SECRET", "Bearer \"SECRET\"", "Basic SECRET",
            "SECRET Bearer", "Bearer SECRET SECRET", "Token\tSECRET", "Bearer:SECRET", "SECRET=SECRET x",
        ])
    func neverRepeated(value: String) throws {
        let gate = try TestGate(yaml: ConfigurationExample.minimal, keys: [.init(keys: [])])
        let decision = gate.decide(["HTTP_AUTHORIZATION": value])
        let response = decision.response()
        for role in [Role.authorizer, .responder] {
            let text = String(decoding: response.bytes(for: role), as: UTF8.self)
            #expect(!text.uppercased().contains("SECRET"))
        }
        #expect(decision.refusal.map { "\($0)".contains("SECRET") } == false)
    }
}

@Suite("The token in another header")
struct OtherHeaderTokenTests {
    static let source = TokenSource.header(name: "X-Token", scheme: nil)

    @Test("is looked for under the name that CGI gives the header")
    func parameter() {
        #expect(Self.source.parameter == ParameterName("HTTP_X_TOKEN"))
        #expect(
            TokenSource.header(name: "authorization", scheme: nil).parameter
                == ParameterName("HTTP_AUTHORIZATION"))
    }

    @Test(
        "stands alone or behind Bearer",
        arguments: [
            ("a.b.c", .token("a.b.c")), (" a.b.c ", .token("a.b.c")), ("Bearer a.b.c", .token("a.b.c")),
            ("bearer  a.b.c", .token("a.b.c")), ("Bearer", source.nothing), ("", source.nothing),
            (" ", source.nothing), ("Basic a.b.c", .twoTokens), ("a.b.c d.e.f", .twoTokens),
            ("a.b.c,d.e.f", .twoTokens), ("a.b.c;", .notAToken), ("\"a.b.c\"", .notAToken),
            ("a\tb", .notAToken), ("é", .notAToken), ("Bearer a, Bearer b", .twoTokens),
        ] as [(String, Found)])
    func found(value: String, expected: Found) {
        #expect(Self.source.found(in: value) == expected)
    }
}
