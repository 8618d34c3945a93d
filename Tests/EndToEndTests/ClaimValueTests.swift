import TestSupport
import Testing

extension EndToEnd {
    @Suite("Claims as the backend sees them", .site(.claimValues), .serialized)
    struct ClaimValueTests {
        /// The claim as it stands in the token, and the header; `nil` when there is none.
        static let values: [(claim: String, header: String?)] = [
            (#""Ada Lovelace""#, "Ada Lovelace"),
            (#""a\r\nX-Auth-Roles: root""#, "a%0D%0AX-Auth-Roles:%20root"),
            (#""a\nX-Auth-Roles: root\n\n""#, "a%0AX-Auth-Roles:%20root%0A%0A"),
            (#""a\u0000b""#, "a%00b"),
            (#""a\tb\u007F""#, "a%09b%7F"),
            (#""Zoë ☕""#, "Zo%C3%AB%20%E2%98%95"),
            (#""Zo\u00eb""#, "Zo%C3%AB"),
            (#""100% a""#, "100%25%20a"),
            (#"" a ""#, "%20a%20"),
            (#""""#, nil),
            (#"["a","b c"]"#, "a,b c"),
            (#"["a,b","c"]"#, #"["a,b","c"]"#),
            (#"["a\r\nb","ë"]"#, "a%0D%0Ab,%C3%AB"),
            (#"["a,%0A\r\n"]"#, #"["a,\u00250A\u000d\u000a"]"#),
            (#"[1,true,"x"]"#, "1,true,x"),
            ("[[1]]", "[[1]]"),
            ("[]", nil),
            ("42", "42"),
            ("-2.50e-1", "-0.25"),
            ("9007199254740993", "9007199254740993"),
            ("true", "true"),
            ("false", "false"),
            ("null", nil),
            (#"{"k":["ë",1]}"#, #"{"k":["\u00eb",1]}"#),
        ]

        @Test("are one line of visible ASCII, whatever the token holds", arguments: values.indices)
        func percent(index: Int) throws {
            let (claim, header) = Self.values[index]
            let site = try Site.current
            let request = try site.forwarded("GET", "/percent/", token: try Self.token(claim))
            #expect(request["X-Auth-Name"] == header)
            #expect(request.values(of: "X-Auth-Roles").isEmpty)
            #expect(request.head.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
        }

        @Test(
            "are base64url of their JSON where the policy wants that and they do not fit as they are",
            arguments: values.indices)
        func base64(index: Int) throws {
            let (claim, header) = Self.values[index]
            let site = try Site.current
            let request = try site.forwarded("GET", "/json/", token: try Self.token(claim))
            let value = request["X-Auth-Name"]
            #expect((value == nil) == (header == nil))
            #expect(request.head.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
            guard let value, let header, header != value else { return }
            #expect(Self.decoded(value) == TestJSON(text: claim) || value == TestJSON(text: claim)?.string)
        }

        @Test("come from nested objects, and the payload as it was signed")
        func nested() throws {
            let site = try Site.current
            let token = try site.mint.token(["a": ["b": ["c": "deep", "d": 1], "c": "flat"], "v": ["b": 1]])
            let request = try site.forwarded("GET", "/percent/", token: token)
            #expect(request["X-Auth-Email"] == "deep")
            #expect(request["X-Auth-Name"] == #"{"b":1}"#)
            #expect(
                request["X-Auth-Claims"] == token.split(separator: ".").dropFirst().first.map(String.init))
            let flat = try site.forwarded("GET", "/percent/", token: try site.mint.token(["a": "b"]))
            #expect(flat.values(of: "X-Auth-Email").isEmpty)
        }

        @Test("may have 5 kB, and so may the token's other claims")
        func long() throws {
            let site = try Site.current
            let text = String(repeating: "0123456789", count: 512)
            let request = try site.forwarded(
                "GET", "/percent/", token: try site.mint.token(["v": .string(text)]))
            #expect(request["X-Auth-Name"] == text)
            #expect(request["X-Auth-Claims"]?.utf8.count ?? 0 > 6_800)
        }

        private static func token(_ claim: String) throws -> String {
            let mint = try Site.current.mint
            let payload = mint.claims().text.dropLast() + #","v":\#(claim)}"#
            return try CompactToken.sign(
                header: #"{"alg":"ES256","kid":"k1"}"#, payload: String(payload), by: mint.key)
        }

        private static func decoded(_ value: String) -> TestJSON? {
            Base64Text.decode(value).flatMap { TestJSON(text: $0) }
        }
    }
}

extension Site.Plan {
    fileprivate static let claimValues = Site.Plan(
        settings: """
            issuers:
              local: { issuer: "https://issuer.example", jwks-file: keys.json }
            policies:
              percent:
                issuers: [ local ]
                claim-headers: { X-Auth-Name: v, X-Auth-Email: a.b.c, X-Auth-Claims: "@payload" }
              json:
                issuers: [ local ]
                claim-encoding: base64url-json
                claim-headers: { X-Auth-Name: v, X-Auth-Email: a.b.c }
            """,
        locations: Site.Plan.location("percent", policy: "percent")
            + Site.Plan.location("json", policy: "json"))
}
