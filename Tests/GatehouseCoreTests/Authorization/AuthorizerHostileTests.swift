import GatehouseCore
import JOSE
import Policy
import Server
import TestSupport
import Testing

@Suite("Authorizer: bytes that nobody vouches for")
struct AuthorizerHostileTests {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default: { issuers: [ main ], audiences: [ api://orders ] }
          cookie: { issuers: [ main ], audiences: [ api://orders ], cookie-name: token }
          query: { issuers: [ main ], audiences: [ api://orders ], query-parameter-name: token }
          header: { issuers: [ main ], audiences: [ api://orders ], header-name: X-Token }

        """

    let mint: TokenMint
    let gate: TestGate

    init() throws {
        mint = try TokenMint(now: TestGate.now)
        gate = try TestGate(yaml: Self.yaml, keys: [mint.keySet])
    }

    @Test("random bytes in every place are refused, and told of in words of ASCII")
    func randomBytes() throws {
        var random = SplitMix64(seed: 1)
        let seeds = ["Bearer ", "token=", ";token=", "&token=", "eyJhbGciOiJFUzI1NiJ9.", "..", "=,; "]
        for _ in 0..<3_000 {
            var value: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                value +=
                    Bool.random(using: &random)
                    ? Array(seeds.randomElement(using: &random)?.utf8 ?? "".utf8)
                    : (0..<Int.random(in: 0...12, using: &random)).map { _ in
                        UInt8.random(in: 1...255, using: &random)
                    }
            }
            for policy in ["default", "cookie", "query", "header"] {
                let decision = gate.decide(
                    TestRequest(bytes: [
                        "GATEHOUSE_POLICY": Array(policy.utf8), "GATEHOUSE_REQUIRE_SCOPE": value,
                        "HTTP_AUTHORIZATION": value, "HTTP_COOKIE": value, "QUERY_STRING": value,
                        "HTTP_X_TOKEN": value,
                    ]))
                #expect(decision.refusal.map { [400, 401].contains($0.status) } == true)
                #expect(isOneLine(try #require(decision.response().problem).text.dropLast()))
            }
        }
    }

    @Test("a good token with any one byte changed is refused")
    func mutations() throws {
        let token = Array(try mint.token().utf8)
        let other = Array("-_Az09.~".utf8)
        for index in token.indices {
            for byte in other where byte != token[index] {
                var changed = token
                changed[index] = byte
                let decision = gate.decide(
                    TestRequest(bytes: ["HTTP_AUTHORIZATION": Array("Bearer ".utf8) + changed]))
                #expect(decision.refusal != nil, "byte \(index) as \(byte)")
            }
        }
    }

    @Test("a good token cut anywhere is refused, and so is one with more at its end")
    func cuts() throws {
        let token = try mint.token()
        for count in 0..<token.count {
            #expect(gate.decide(.bearer(String(token.prefix(count)))).refusal != nil)
        }
        for end in [".", "A", "=", "==", ".A", "\u{0}", "%", "A==", ".A.A"] {
            #expect(gate.decide(.bearer(token + end)).refusal != nil, "\(end)")
        }
    }

    @Test("a token that is too long is refused by its length alone")
    func length() {
        for count in [16_385, 65_536, 1_000_000] {
            let decision = gate.decide(.bearer(String(repeating: "A", count: count)))
            #expect(decision.refusal == .malformed(.tooLong(limit: 16_384)))
        }
    }

    @Test("what a token says never makes an answer of more than one line a header")
    func evidence() throws {
        let hostile = "\r\nX-Auth-Subject: root\r\n\r\n\u{0}\"\\\u{7F}\u{202E}é\u{1F600}"
        let tokens = [
            try mint.token(["iss": .string(hostile)]), try mint.token(["aud": .string(hostile)]),
            try mint.token(["exp": .string(hostile)]), try mint.token(header: ["alg": .string(hostile)]),
            try mint.token(header: ["kid": .string(hostile)]),
            try mint.token(header: ["crit": [.string(hostile)]]),
        ]
        for token in tokens {
            let response = gate.decide(.bearer(token)).response()
            #expect(response.status == 401)
            for header in response.headers { #expect(isOneLine(header.value), "\(header.name)") }
            #expect(isOneLine(try #require(response.problem).text.dropLast()))
        }
    }
}

/// Whether a text is visible ASCII and spaces only, as a header's value must be.
func isOneLine(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
}
