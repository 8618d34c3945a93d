import JOSE
import JSON
import TestSupport
import Testing

let header = #"{"alg":"ES256","kid":"k1"}"#

func token(_ header: String, _ payload: String, signature: String = "AA") -> String {
    let parts = [header, payload].map { CompactToken.base64URL(Array($0.utf8)) }
    return (parts + [signature]).joined(separator: ".")
}

@Suite("RFC 7515 section 3.1: taking tokens apart")
struct TokenReaderTests {
    @Test(
        "what is no token is refused with its reason",
        arguments: [
            ("", .partCount(1)), ("a.b", .partCount(2)), ("a.b.c.d", .partCount(4)),
            ("a.b.c.d.e", .encrypted),
            ("a.b.c.d.e.f", .partCount(6)), (".....", .partCount(6)),
            ("A.e30.AA", .notBase64URL(.header)),
            (token(header, "{}").replacing(".AA", with: ".A"), .notBase64URL(.signature)),
            (token(header, "{}", signature: "AB"), .notBase64URL(.signature)),
            (token(header, "{}", signature: "AA=="), .notBase64URL(.signature)),
            ("e30.e30.", .algorithmMissing),
            (token("[]", "{}"), .notAnObject(.header)),
            (token(header, "[]"), .notAnObject(.payload)),
            (token(header, #""text""#), .notAnObject(.payload)),
            (token(#"{"alg":1}"#, "{}"), .algorithmMissing),
            (token(#"{"alg":null}"#, "{}"), .algorithmMissing),
            (token(#"{"alg":"RS256","kid":7}"#, "{}"), .headerParameterType(name: "kid")),
            (token(#"{"alg":"RS256","typ":["JWT"]}"#, "{}"), .headerParameterType(name: "typ")),
            (token(#"{"alg":"RS256","crit":["exp"]}"#, "{}"), .criticalExtension(names: ["exp"])),
            (token(#"{"alg":"RS256","crit":[]}"#, "{}"), .criticalExtension(names: [])),
            (token(#"{"alg":"RS256","crit":"exp"}"#, "{}"), .criticalExtension(names: [])),
            (token(#"{"alg":"RS256","b64":false}"#, "{}"), .unencodedPayload),
            (
                token(#"{"alg":"RS256","alg":"none"}"#, "{}"),
                .notJSON(.header, .duplicateName("alg"))
            ),
            (token(header, #"{"sub":"a","sub":"b"}"#), .notJSON(.payload, .duplicateName("sub"))),
        ] as [(String, MalformedToken)]
    )
    func refusals(text: String, expected: MalformedToken) throws {
        let reader = try TokenReader()
        do throws(MalformedToken) {
            _ = try reader.read(Array(text.utf8).span)
            Issue.record("was read: \(text)")
        } catch {
            #expect(error == expected)
            #expect(!error.description.isEmpty)
        }
    }

    @Test("the length limit is a limit", arguments: [(-1, false), (0, true), (1, true)])
    func length(room: Int, isRead: Bool) throws {
        let bytes = Array(JOSETests.token(header, "{}").utf8)
        let reader = try TokenReader()
        var limits = TokenLimits()
        limits.token = bytes.count + room
        do throws(MalformedToken) {
            _ = try reader.read(bytes.span, limits: limits)
            #expect(isRead)
        } catch {
            #expect(error == .tooLong(limit: bytes.count + room))
            #expect(!isRead)
        }
    }

    @Test("a crit that names nothing is said to be there, not to name nothing")
    func criticalWords() {
        #expect(
            "\(MalformedToken.criticalExtension(names: []))"
                == "the header has \"crit\", and no extension is understood here")
        #expect(
            "\(MalformedToken.criticalExtension(names: ["exp", "b64"]))"
                == "\"crit\" names \"exp\", \"b64\", and no extension is understood here")
    }

    @Test("a megabyte of dots and a deep payload are refused without harm")
    func hostile() throws {
        let reader = try TokenReader()
        for text in [
            String(repeating: ".", count: 1_000_000), String(repeating: "A", count: 1_000_000),
            token(header, String(repeating: "[", count: 10_000)),
        ] {
            #expect(throws: MalformedToken.self) { _ = try reader.read(Array(text.utf8).span) }
        }
    }

    @Test("what a token says of its key is read, and its own keys are not")
    func keyHints() throws {
        let reader = try TokenReader()
        let text = #"{"typ":"at+jwt","alg":"ES256","kid":"ü","jwk":{"kty":"EC"},"jku":"https://x","x5c":[1]}"#
        let bytes = Array(JOSETests.token(text, #"{"iss":"https://issuer.example"}"#).utf8)
        let jws = try reader.read(bytes.span)
        #expect(jws.header.algorithmName == "ES256")
        #expect(jws.header.keyID == "ü")
        #expect(jws.header.type == "at+jwt")
        #expect(jws.unverifiedIssuer == "https://issuer.example")
    }
}
