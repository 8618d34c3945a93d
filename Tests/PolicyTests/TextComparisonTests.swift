import JOSE
import Policy
import Testing

@Suite("RFC 7519 section 7.3: text is compared code point by code point")
struct TextComparisonTests {
    /// What Unicode takes for the same text, and RFC 8259 section 8.3 does not: `written` is the policy's,
    /// `presented` the token's.
    static let pairs: [(written: String, presented: String)] = [
        ("Kate", "\u{212A}ate"), ("caf\u{E9}", "cafe\u{301}"), ("cafe\u{301}", "caf\u{E9}"),
        ("a;b", "a\u{37E}b"),
        ("\u{3A9}", "\u{2126}"), ("\u{AC00}", "\u{1100}\u{1161}"),
    ]

    @Test("in required claims", arguments: pairs)
    func requiredClaims(written: String, presented: String) throws {
        for match in ClaimRequirement.Match.allCases {
            let requirement = ClaimRequirement(path: ClaimPath(names: ["c"]), match: match, values: [written])
            let rule = RequiredClaimRule(requirement)
            #expect(try refusal(of: "{\"c\":\"\(written)\"}", by: rule) == nil)
            #expect(
                try refusal(of: "{\"c\":\"\(presented)\"}", by: rule)?.reason == "TokenClaimValueNotAllowed")
            #expect(
                try refusal(of: "{\"c\":[\"\(presented)\"]}", by: rule)?.reason == "TokenClaimValueNotAllowed"
            )
        }
    }

    @Test("in scopes", arguments: pairs)
    func scopes(written: String, presented: String) throws {
        #expect(
            try refusal(of: "{\"scp\":\"\(written)\"}", by: ScopeRule(), requiredScopes: [written]) == nil)
        #expect(
            try refusal(of: "{\"scp\":\"x \(presented)\"}", by: ScopeRule(), requiredScopes: [written])?
                .reason
                == "InsufficientScope")
    }

    @Test("in audiences", arguments: pairs)
    func audiences(written: String, presented: String) throws {
        let rule = AudienceRule(audiences: [written])
        #expect(try refusal(of: "{\"aud\":\"\(written)\"}", by: rule) == nil)
        #expect(try refusal(of: "{\"aud\":\"\(presented)\"}", by: rule) != nil)
    }

    @Test("in the issuer", arguments: pairs)
    func issuers(written: String, presented: String) {
        let issuer = TokenPolicy.AcceptedIssuer(name: "main", identifier: written, index: 0)
        let policy = TokenPolicy(
            name: "p", issuers: [issuer], algorithms: [],
            lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: true), claimsRules: [])
        for (name, isAccepted) in [(written, true), (presented, false)] {
            let finding = policy.issuer(named: name, tenant: nil, metadata: [nil])
            if case .accepted(issuer, 0..<1) = finding {
                #expect(isAccepted)
            } else {
                #expect(!isAccepted)
            }
        }
    }

    @Test("and a separator separates where its bytes stand, and nowhere else")
    func separators() throws {
        let requirement = ClaimRequirement(
            path: ClaimPath(names: ["c"]), match: .any, separator: ";", values: ["admin"])
        let rule = RequiredClaimRule(requirement)
        #expect(try refusal(of: #"{"c":"user;admin"}"#, by: rule) == nil)
        #expect(try refusal(of: "{\"c\":\"user\u{37E}admin\"}", by: rule) != nil)
        #expect(try refusal(of: "{\"c\":\"admin;\u{301}user\"}", by: rule) == nil)
    }
}
