import GatehouseCore
import JOSE
import Policy
import Server
import TestSupport
import Testing

@Suite("Authorizer: who is refused")
struct AuthorizerRefusalTests {
    let mint: TokenMint
    let gate: TestGate

    init() throws {
        mint = try TokenMint(now: TestGate.now)
        gate = try TestGate(yaml: RefusedToken.yaml, keys: [mint.keySet])
    }

    @Test("each for its own reason, with what was seen", arguments: RefusedToken.all)
    func refused(token: RefusedToken) throws {
        let decision = gate.decide(TestRequest(try token.parameters(mint)))
        #expect(decision.refusal == token.refusal)
        #expect(decision.status == token.status)
        #expect(decision.allowedHeaders == nil)
        #expect(decision.response().claimHeaders.isEmpty)
    }

    @Test("the same gate lets a good token in, before and after")
    func good() throws {
        for token in RefusedToken.all {
            _ = gate.decide(TestRequest(try token.parameters(mint)))
            #expect(gate.decide(.bearer(try mint.token())).status == 200)
        }
    }

    @Test("a subject is known only once the signature is good")
    func subject() throws {
        #expect(gate.decide(.bearer(try mint.tokenWithBadSignature())).subject == nil)
        #expect(gate.decide(.bearer(try mint.token(["aud": "x"]))).subject == "ada")
    }

    @Test("a token with everything wrong is refused for what is checked first")
    func order() throws {
        // From the last check to the first: each change goes before all that were made already.
        let changes: [(String, TestJSON?, String)] = [
            ("scp", "none", "TokenClaimValueNotAllowed"), ("aud", "other", "TokenAudienceNotAllowed"),
            ("nbf", .integer(TestGate.now + 99), "TokenNotYetValid"), ("exp", 1, "TokenExpired"),
        ]
        var claims = mint.claims()
        let required = ["GATEHOUSE_REQUIRE_SCOPE": "orders.write"]
        func reason(_ token: String) -> String? { gate.decide(.bearer(token, required)).refusal?.reason }
        #expect(reason(try mint.token()) == "InsufficientScope")
        for (name, value, expected) in changes {
            claims[name] = value
            #expect(reason(try CompactToken.sign(claims, by: mint.key)) == expected)
        }
        let forged = CompactToken.withBrokenSignature(try CompactToken.sign(claims, by: mint.key))
        #expect(reason(forged) == "TokenSignatureInvalid")
        let unknown = try CompactToken.sign(claims, header: ["kid": "k9"], by: mint.key)
        #expect(reason(unknown) == "TokenSignatureKeyNotFound")
        claims["iss"] = "other"
        #expect(
            reason(try CompactToken.sign(claims, header: ["kid": "k9"], by: mint.key))
                == "TokenIssuerNotAllowed")
        let wrong = try CompactToken.sign(claims, header: ["kid": "k9", "alg": "HS256"], by: mint.key)
        #expect(
            gate.decide(.bearer(wrong)).refusal
                == .algorithmNotAllowed(seen: "HS256", accepted: ["ES256", "RS256"]))
    }
}
