import GatehouseCore
import Policy
import Server
import TestSupport
import Testing

@Suite("Authorizer: tokens of Entra ID")
struct AuthorizerEntraTests {
    private static let yaml = """
        issuers:
          entra: { tenant-id: common, authentication-endpoint: "\(EntraGate.baseURL)" }
          contoso: { tenant-id: \(EntraTenant.contoso.identifier), authentication-endpoint: "\(EntraGate.baseURL)" }
          other: { issuer: "https://other.example", jwks-file: /other.json }
        policies:
          default: { issuers: [ other, entra ], backend-application-ids: [ \(EntraClaims.backend) ] }
          contoso: { issuers: [ contoso ], backend-application-ids: [ \(EntraClaims.backend) ] }

        """

    private let entra: EntraGate

    init() throws {
        entra = try EntraGate(yaml: Self.yaml)
    }

    @Test("tokens of both versions and of all tenants are let in, each by keys that may sign them")
    func own() throws {
        try entra.answerAll()
        for tenant in EntraTenant.allCases {
            for version in EntraVersion.allCases {
                let decision = try entra.decide(version, tenant)
                #expect(decision.refusal == nil, "\(version) \(tenant)")
                #expect(decision.issuer == "entra")
            }
        }
    }

    @Test(
        "the key of personal accounts signs for no organization, in version 1 neither, whose keys do not say so"
    )
    func consumersKey() throws {
        try entra.answerAll()
        let owner = EntraTenant.consumers.issuer(version: .two, baseURL: EntraGate.baseURL)
        for version in EntraVersion.allCases {
            let decision = try entra.decide(version, .contoso, by: entra.consumers)
            #expect(
                decision.refusal
                    == .keyOfOtherIssuer(
                        keyID: "consumers", keyIssuer: owner,
                        seen: EntraTenant.contoso.issuer(version: version, baseURL: EntraGate.baseURL)))
            // Without a name, that key is passed over, and the others did not make the signature.
            let unnamed = try entra.decide(version, .contoso, header: ["kid": "x"], by: entra.consumers)
            #expect(unnamed.refusal?.reason == "TokenSignatureKeyNotFound")
        }
    }

    @Test("before its metadata has come, no token of Entra ID's is judged, and one of another issuer's is")
    func pending() throws {
        #expect(try entra.decide(.two, .contoso, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(try entra.decide(.two, .contoso).refusal == .keysUnavailable(issuer: "entra"))
        // What no metadata could save does not wait for it.
        let unsigned = try entra.decide(.two, .contoso, header: ["alg": "none"], attempt: .first)
        #expect(unsigned.refusal?.reason == "JwtInvalid")
        let other = try entra.decide(.two, .contoso, ["iss": "https://other.example"])
        #expect(other.refusal == .keysUnavailable(issuer: "other"))
        try entra.answerAll()
        #expect(try entra.decide(.two, .contoso, attempt: .again).status == 200)
    }

    @Test("when one version's metadata cannot be had, tokens of the other are let in")
    func oneVersionDown() throws {
        try entra.answerAll { !$0.contains("v2.0") }
        #expect(try entra.decide(.two, .contoso).status == 200)
        let decision = try entra.decide(.one, .contoso)
        #expect(decision.refusal == .keysUnavailable(issuer: "entra"))
        #expect(decision.status == 503)
    }

    @Test("while version 2 does not say whose the keys of version 1 are, none of them signs for anybody")
    func ownersUnknown() throws {
        try entra.answerAll { $0.contains("v2.0") }
        for key in [entra.organizations, entra.consumers] {
            let decision = try entra.decide(.one, .contoso, by: key)
            #expect(decision.refusal == .keysUnavailable(issuer: "entra"))
        }
    }

    @Test("an issuer of one tenant accepts no other's tokens, whatever their tid")
    func oneTenant() throws {
        try entra.answerAll()
        for version in EntraVersion.allCases {
            #expect(try entra.decide(version, .contoso, policy: "contoso").status == 200)
            for tenant in [EntraTenant.fabrikam, .contoso] {
                let changes: TestJSON = ["tid": .string(tenant.identifier)]
                let decision = try entra.decide(version, .fabrikam, changes, policy: "contoso")
                #expect(decision.refusal?.reason == "TokenIssuerNotAllowed")
            }
        }
    }

    @Test("a token for Microsoft Graph is told apart from a forged one by its nonce")
    func graph() throws {
        try entra.answerAll()
        let stranger = try TokenMint(.rs256, keyIdentifier: "organizations", now: TestGate.now).key
        let graph = try entra.decide(.two, .contoso, header: ["nonce": "x"], by: stranger)
        #expect(
            graph.refusal
                == .signatureForGraph(keyID: "organizations", algorithm: "RS256", issuer: "entra"))
        let forged = try entra.decide(.two, .contoso, by: stranger)
        #expect(
            forged.refusal == .signatureInvalid(keyID: "organizations", algorithm: "RS256", issuer: "entra"))
        // A nonce that is in the signed header does no harm.
        #expect(try entra.decide(.two, .contoso, header: ["nonce": "x"]).status == 200)
    }
}
