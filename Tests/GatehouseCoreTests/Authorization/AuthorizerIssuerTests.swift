import GatehouseCore
import JOSE
import Keys
import Policy
import TestSupport
import Testing

@Suite("Authorizer: a token is judged with the keys of the issuer it names")
struct AuthorizerIssuerTests {
    static let yaml = """
        issuers:
          first: { issuer: "https://first.example", jwks: "https://first.example/keys" }
          second: { issuer: "https://second.example", jwks: "https://second.example/keys" }
          anyone: { issuer: "*", jwks: "https://anyone.example/keys" }
        policies:
          default: { issuers: [ first, second ], audiences: [ api://orders ] }
          second: { issuers: [ second ], audiences: [ api://orders ] }
          anyone: { issuers: [ anyone ], audiences: [ api://orders ] }
          mixed: { issuers: [ anyone, first ], audiences: [ api://orders ] }

        """

    let first: TokenMint
    let second: TokenMint
    let anyone: TokenMint
    let gate: TestGate

    init() throws {
        // All keys have the same name, so that nothing but the issuer tells them apart.
        first = try TokenMint(issuer: "https://first.example", now: TestGate.now)
        second = try TokenMint(issuer: "https://second.example", now: TestGate.now)
        anyone = try TokenMint(issuer: "https://elsewhere.example", now: TestGate.now)
        gate = try TestGate(yaml: Self.yaml, keys: [first.keySet, second.keySet, anyone.keySet])
    }

    private func decision(_ token: String, policy: String = "default") -> Decision {
        gate.decide(.bearer(token, ["GATEHOUSE_POLICY": policy]))
    }

    @Test("each issuer's own tokens are let in")
    func own() throws {
        #expect(decision(try first.token()).status == 200)
        #expect(decision(try first.token()).issuer == "first")
        #expect(decision(try second.token()).issuer == "second")
        #expect(decision(try second.token(), policy: "second").status == 200)
    }

    @Test("another issuer's key is none, even where the policy accepts both issuers")
    func foreignKey() throws {
        let forged = try second.token(["iss": "https://first.example"])
        #expect(
            decision(forged).refusal == .signatureInvalid(keyID: "k1", algorithm: "ES256", issuer: "first"))
        let withoutName = try CompactToken.sign(
            header: #"{"alg":"ES256"}"#, payload: second.claims(["iss": "https://first.example"]).text,
            by: second.key)
        #expect(
            decision(withoutName).refusal
                == .signatureInvalid(keyID: nil, algorithm: "ES256", issuer: "first"))
    }

    @Test("an issuer of another policy is a stranger")
    func foreignIssuer() throws {
        #expect(
            decision(try first.token(), policy: "second").refusal
                == .issuerNotAllowed(seen: "https://first.example", accepted: ["https://second.example"]))
    }

    @Test(
        "iss is compared byte by byte",
        arguments: [
            "https://first.example/", "https://FIRST.example", " https://first.example",
            "https://first.example\u{0}", "https://first.example\u{301}", "",
        ])
    func almost(issuer: String) throws {
        let refusal = decision(try first.token(["iss": .string(issuer)])).refusal
        #expect(
            refusal
                == .issuerNotAllowed(
                    seen: issuer, accepted: ["https://first.example", "https://second.example"]))
    }

    @Test(
        "iss that is no string is none", arguments: [7, ["https://first.example"], nil, .null] as [TestJSON?])
    func noString(issuer: TestJSON?) throws {
        #expect(
            decision(try first.token(["iss": issuer])).refusal
                == .issuerNotAllowed(
                    seen: nil, accepted: ["https://first.example", "https://second.example"]))
    }

    @Test("issuer \"*\" accepts any iss, and still only its own keys")
    func wildcard() throws {
        for issuer in ["x", nil, "https://first.example", 7] as [TestJSON?] {
            #expect(decision(try anyone.token(["iss": issuer]), policy: "anyone").status == 200)
            #expect(
                decision(try first.token(["iss": issuer]), policy: "anyone").refusal?.reason
                    == "TokenSignatureInvalid")
        }
    }

    @Test("beside \"*\", an issuer that is named keeps its name to itself")
    func wildcardBesideName() throws {
        #expect(decision(try anyone.token(), policy: "mixed").issuer == "anyone")
        #expect(decision(try first.token(), policy: "mixed").issuer == "first")
        let forged = try anyone.token(["iss": "https://first.example"])
        #expect(
            decision(forged, policy: "mixed").refusal
                == .signatureInvalid(keyID: "k1", algorithm: "ES256", issuer: "first"))
    }
}

@Suite("Authorizer: a shared secret")
struct AuthorizerSecretTests {
    /// RFC 7515 appendix A.1: header, payload and tag as they stand there.
    static let token = """
        eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly\
        9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
        """
    static let secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"

    static let yaml = """
        issuers:
          legacy: { issuer: joe, issuer-signing-keys: [ { secret-file: legacy.key } ] }
        policies:
          default: { issuers: [ legacy ], audiences: [ a ], algorithms: [ HS256 ] }
          other: { issuers: [ legacy ], algorithms: [ HS512, HS256 ] }

        """

    private func gate() throws -> TestGate {
        let key = try VerificationKey(secret: try #require(Base64URL.decode(Self.secret)))
        return try TestGate(yaml: Self.yaml, keys: [JWKSet(keys: [JWK(id: nil, key: key)])])
    }

    @Test("verifies the example of RFC 7515 appendix A.1")
    func example() throws {
        let gate = try gate()
        let request = [String: String].bearer(Self.token, ["GATEHOUSE_POLICY": "other"])
        #expect(gate.decide(request, at: 1_300_819_379).status == 200)
        #expect(gate.decide(request, at: 1_300_819_380).refusal?.reason == "TokenExpired")
        #expect(
            gate.decide(.bearer(Self.token), at: 1_300_819_379).refusal
                == .audienceNotAllowed(accepted: ["a"], presented: []))
    }

    @Test("refuses it when a bit is changed, or the tag is cut or missing")
    func changed() throws {
        let gate = try gate()
        let dot = try #require(Self.token.lastIndex(of: "."))
        for token in [
            CompactToken.withBrokenSignature(Self.token), String(Self.token[...dot]),
            String(Self.token.dropLast(3)),
        ] {
            let decision = gate.decide(.bearer(token, ["GATEHOUSE_POLICY": "other"]), at: 1_300_819_379)
            #expect(decision.refusal == .signatureInvalid(keyID: nil, algorithm: "HS256", issuer: "legacy"))
        }
    }
}
