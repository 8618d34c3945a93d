import JOSE
import Keys
import Policy
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Authorizer: who is let in")
struct AuthorizerTests {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default:
            issuers: [ main ]
            audiences: [ api://orders ]
            claim-headers: { X-Auth-Subject: sub, X-Auth-Roles: roles }
          clerks:
            issuers: [ main ]
            audiences: [ api://orders ]
            required-claims: [ { name: roles, match: any, values: [ clerk ] } ]
          watched:
            issuers: [ main ]
            audiences: [ api://orders ]
            claim-headers: { X-Auth-Subject: sub }
            mode: report

        """

    let mint: TokenMint
    let gate: TestGate

    init() throws {
        mint = try TokenMint(now: TestGate.now)
        gate = try TestGate(yaml: Self.yaml, keys: [mint.keySet])
    }

    @Test("a good token is, with its claims as headers, and absent claims as empty ones")
    func allow() throws {
        let decision = gate.decide(.bearer(try mint.token()))
        #expect(decision.allowedHeaders == ["X-Auth-Subject": "ada", "X-Auth-Roles": ""])
        #expect(decision.status == 200)
        #expect(decision.refusal == nil)
        #expect(decision.subject == "ada")
        #expect(decision.issuer == "main")
        #expect(decision.keyID == "k1")
        #expect(decision.policy?.tokens.name == "default")
    }

    @Test("GATEHOUSE_POLICY chooses the policy; without it \"default\" decides")
    func policy() throws {
        let token = try mint.token(["roles": ["clerk"]])
        #expect(gate.decide(.bearer(token)).policy?.tokens.name == "default")
        let clerks = gate.decide(.bearer(token, ["GATEHOUSE_POLICY": "clerks"]))
        #expect(clerks.policy?.tokens.name == "clerks")
        #expect(clerks.status == 200)
        let other = gate.decide(.bearer(try mint.token(), ["GATEHOUSE_POLICY": "clerks"]))
        #expect(other.refusal?.reason == "TokenClaimNotFound")
        #expect(other.status == 403)
    }

    @Test(
        "a policy that there is not lets nobody in, nor does one whose name is almost right",
        arguments: [
            "", "Default", "default ", " default", "clerks\u{0}", "../default", "default,clerks", "*",
        ])
    func unknownPolicy(name: String) throws {
        let decision = gate.decide(.bearer(try mint.token(["roles": "clerk"]), ["GATEHOUSE_POLICY": name]))
        #expect(decision.refusal == .policyNotFound(name: name))
        #expect(decision.status == 500)
        #expect(decision.allowedHeaders == nil)
    }

    @Test("without a policy \"default\" a request must name one")
    func noDefault() throws {
        let yaml = Self.yaml.replacing("  default:", with: "  orders:")
        let gate = try TestGate(yaml: yaml, keys: [mint.keySet])
        #expect(gate.decide(.bearer(try mint.token())).refusal == .policyNotFound(name: "default"))
        #expect(gate.decide(.bearer(try mint.token(), ["GATEHOUSE_POLICY": "orders"])).status == 200)
    }

    @Test(
        "GATEHOUSE_REQUIRE_SCOPE tightens a policy and never loosens it",
        arguments: [
            ("", true), (" ", true), ("orders.read", true), ("  orders.read   openid ", true),
            ("orders.write", false), ("orders.read orders.write", false), ("orders.rea", false),
            ("ORDERS.READ", false), ("orders.read,openid", false), ("orders.read\topenid", false),
            ("*", false), ("\u{FFFD}", false),
        ])
    func requiredScope(scopes: String, isAllowed: Bool) throws {
        let token = try mint.token(["scp": "orders.read openid"])
        let decision = gate.decide(.bearer(token, ["GATEHOUSE_REQUIRE_SCOPE": scopes]))
        #expect(decision.status == (isAllowed ? 200 : 403))
        if !isAllowed {
            let required = scopes.split(separator: " ").map(String.init)
            #expect(
                decision.refusal
                    == .insufficientScope(required: required, presented: ["orders.read", "openid"]))
        }
        let expired = gate.decide(
            .bearer(
                try mint.token(["exp": 1, "scp": "orders.read openid"]), ["GATEHOUSE_REQUIRE_SCOPE": scopes]))
        #expect(expired.refusal?.reason == "TokenExpired")
    }

    @Test("a client cannot set an administrator's parameter by a header of its name")
    func forgedParameters() throws {
        let decision = gate.decide([
            "HTTP_AUTHORIZATION": "Bearer \(try mint.token())", "HTTP_GATEHOUSE_POLICY": "watched",
            "GATEHOUSE_POLICY": "clerks", "HTTP_X_AUTH_SUBJECT": "root",
        ])
        #expect(decision.policy?.tokens.name == "clerks")
        #expect(decision.status == 403)
    }

    @Test("a policy that reports lets a refused request through, without a word about the caller")
    func report() throws {
        let good = gate.decide(.bearer(try mint.token(), ["GATEHOUSE_POLICY": "watched"]))
        #expect(good.allowedHeaders == ["X-Auth-Subject": "ada"])
        #expect(!good.isReportOnly)
        for token in [try mint.token(["aud": "other"]), try mint.tokenWithBadSignature(), "x"] {
            let decision = gate.decide(.bearer(token, ["GATEHOUSE_POLICY": "watched"]))
            #expect(decision.refusal != nil)
            #expect(decision.isReportOnly)
            #expect(decision.status == 200)
            #expect(
                decision.response()
                    == Response(status: 200, claimHeaders: [Response.Header("X-Auth-Subject", "")]))
        }
    }

    @Test("an internal failure is never an allow, not even where a policy only reports")
    func failures() throws {
        let watched = try #require(
            gate.decide(.bearer(try mint.token(), ["GATEHOUSE_POLICY": "watched"])).policy)
        let verdicts: [Decision.Verdict] = [.wait(.seconds(1)), .refuse(.internalFailure("x"))]
        for verdict in verdicts {
            for policy in [watched, nil] {
                let decision = Decision(verdict: verdict, policy: policy)
                #expect(decision.status == 500)
                #expect(!decision.isReportOnly)
                #expect(decision.response().status == 500)
                #expect(decision.response().claimHeaders.isEmpty)
                #expect(decision.refusal?.reason == "InternalError")
            }
        }
    }
}
