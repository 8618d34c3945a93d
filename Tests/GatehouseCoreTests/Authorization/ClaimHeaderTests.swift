import GatehouseCore
import JOSE
import TestSupport
import Testing

/// What a policy's claim headers make of a payload, through the authorizer.
struct HeaderMaker {
    private let mint: TokenMint
    private let gates: [ClaimHeaders.Encoding: TestGate]

    /// Makes headers of the claims with these names, each called as its claim.
    init(_ claims: [String]) throws {
        mint = try TokenMint(.edDSA, now: TestGate.now)
        var gates: [ClaimHeaders.Encoding: TestGate] = [:]
        for encoding in ClaimHeaders.Encoding.allCases {
            let headers = claims.map { "X-\($0): \($0)" }.joined(separator: ", ")
            let yaml = policy("claim-encoding: \(encoding.rawValue)\nclaim-headers: { \(headers) }")
            gates[encoding] = try TestGate(yaml: yaml, keys: [mint.keySet])
        }
        self.gates = gates
    }

    /// The headers' values by claim, of a payload with these members.
    func values(_ claims: TestJSON, _ encoding: ClaimHeaders.Encoding) throws -> [String: String] {
        try values(payload: mint.claims(["aud": "api"]).merging(claims).text, encoding)
    }

    /// The same, of a payload as text.
    func values(payload: String, _ encoding: ClaimHeaders.Encoding) throws -> [String: String] {
        let token = try CompactToken.sign(
            header: #"{"alg":"EdDSA","kid":"k1"}"#, payload: payload, by: mint.key)
        let decision = gates[encoding]?.decide(.bearer(token))
        guard let headers = decision?.allowedHeaders else {
            throw BadExample(problems: ["\(String(describing: decision?.refusal))"])
        }
        return Dictionary(uniqueKeysWithValues: headers.map { (String($0.dropFirst(2)), $1) })
    }
}

@Suite("Claims as headers: design section 4")
struct ClaimHeaderTests {
    static let usual = #""iss":"https://issuer.example","aud":"api","exp":2000000000"#

    /// The value of one header whose claim has this JSON text.
    private func value(_ json: String, _ encoding: ClaimHeaders.Encoding) throws -> String? {
        try HeaderMaker(["c"]).values(payload: "{\(Self.usual),\"c\":\(json)}", encoding)["c"]
    }

    private func encoded(_ json: String) -> String { Base64URL.encode(Array(json.utf8)) }

    @Test(
        "safe text, numbers, booleans and lists of them are as they are, in both encodings",
        arguments: [
            (#""ada""#, "ada"), (#""a b  c""#, "a b  c"), (#""a,b""#, "a,b"),
            (#""\"q\" \\ ;=""#, "\"q\" \\ ;="),
            ("7", "7"), ("-0", "0"), ("1.50", "1.5"), ("18446744073709551615", "18446744073709551615"),
            ("true", "true"), ("false", "false"), ("null", ""), (#""""#, ""), ("[]", ""),
            (#"["a","b"]"#, "a,b"), (#"["a b","c"]"#, "a b,c"), (#"[1,true,"x"]"#, "1,true,x"), ("[7]", "7"),
        ])
    func plain(json: String, expected: String) throws {
        #expect(try value(json, .percent) == expected)
        #expect(try value(json, .base64URLJSON) == expected)
    }

    @Test(
        "text that is not safe is percent-encoded, percent signs too",
        arguments: [
            (#""a\r\nX-Role: admin""#, "a%0D%0AX-Role:%20admin"), (#""\u0000""#, "%00"),
            (#""\u007f""#, "%7F"),
            (#"" ""#, "%20"), (#"" a""#, "%20a"), (#""a ""#, "a%20"), (#""a\tb""#, "a%09b"),
            (#""100%""#, "100%25"), (#""%41""#, "%2541"), (#""é""#, "%C3%A9"), (#""😀""#, "%F0%9F%98%80"),
            (#""\ud83d\ude00""#, "%F0%9F%98%80"), (#""\u202e""#, "%E2%80%AE"), (#""\u0085""#, "%C2%85"),
            (#"["é","b"]"#, "%C3%A9,b"), (#"["a ","b"]"#, "a%20,b"), (#"["50%"]"#, "50%25"),
        ])
    func percent(json: String, expected: String) throws {
        #expect(try value(json, .percent) == expected)
    }

    @Test(
        "text that is not safe is its JSON in base64url",
        arguments: [
            (#""a\r\nX: y""#, #""a\u000d\u000aX: y""#), (#""\u0000""#, #""\u0000""#), (#"" ""#, #"" ""#),
            (#""é""#, #""\u00e9""#), (#""😀""#, #""\ud83d\ude00""#), (#"["é","b"]"#, #"["\u00e9","b"]"#),
            (#"["a ","b"]"#, #"["a ","b"]"#), (#"["a,b","c"]"#, #"["a,b","c"]"#), (#"[""]"#, #"[""]"#),
            (#"["a",["b"]]"#, #"["a",["b"]]"#), (#"[null]"#, "[null]"),
            (#"{"b":1,"a":[ ]}"#, #"{"b":1,"a":[]}"#),
            ("{}", "{}"),
        ])
    func base64URL(json: String, expected: String) throws {
        #expect(try value(json, .base64URLJSON) == encoded(expected))
    }

    @Test("text with a percent sign is safe in base64url JSON's company")
    func percentSign() throws {
        #expect(try value(#""100%""#, .base64URLJSON) == "100%")
    }

    @Test(
        "what commas would make ambiguous is JSON, in which a percent sign has JSON's own escape",
        arguments: [
            (#"["a,b","c"]"#, #"["a,b","c"]"#), (#"["","a"]"#, #"["","a"]"#), (#"[""]"#, #"[""]"#),
            (#"[["a"]]"#, #"[["a"]]"#), (#"[null]"#, "[null]"), (#"[{"a":"é"}]"#, #"[{"a":"\u00e9"}]"#),
            (#"{"a":"b\r\n"}"#, #"{"a":"b\u000d\u000a"}"#),
            (#"{"50%":"%0D%0A"}"#, #"{"50\u0025":"\u00250D\u00250A"}"#),
            (#"["%,"]"#, #"["\u0025,"]"#), ("{}", "{}"),
        ])
    func json(json: String, expected: String) throws {
        #expect(try value(json, .percent) == expected)
    }

    @Test("ten kilobytes go whole")
    func long() throws {
        let text = String(repeating: "x", count: 10_000)
        for encoding in ClaimHeaders.Encoding.allCases {
            #expect(try HeaderMaker(["c"]).values(["c": .string(text)], encoding)["c"] == text)
        }
    }

    @Test("every header is sent, empty when its claim is absent or null, whatever else fails")
    func absent() throws {
        for encoding in ClaimHeaders.Encoding.allCases {
            let values = try HeaderMaker(["a", "b.c", "sub"]).values(["a": .null, "b": ["c"]], encoding)
            #expect(values == ["a": "", "b.c": "", "sub": "ada"])
        }
    }

    @Test("a path leads into objects, and nowhere else")
    func paths() throws {
        let maker = try HeaderMaker(["a.b", "a.b.c", "a"])
        let values = try maker.values(["a": ["b": ["clerk"]]], .percent)
        #expect(values == ["a.b": "clerk", "a.b.c": "", "a": #"{"b":["clerk"]}"#])
    }

    @Test("the whole payload goes as the token carries it")
    func payload() throws {
        let mint = try TokenMint(now: TestGate.now)
        let gate = try TestGate(
            yaml: policy("claim-headers: { X-Payload: \"@payload\" }"), keys: [mint.keySet])
        let token = try mint.token(["aud": "api", "name": "Žofie\r\n"])
        let parts = token.split(separator: ".")
        #expect(gate.decide(.bearer(token)).allowedHeaders == ["X-Payload": String(parts[1])])
    }
}
