import GatehouseCore
import Policy
import Testing

@Suite("Policies by name")
struct PolicyTableTests {
    static func policy(_ name: String) -> ProtectionPolicy {
        ProtectionPolicy(
            tokens: TokenPolicy(
                name: name, issuers: [], algorithms: [],
                lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: true), claimsRules: []),
            source: .header(name: "Authorization", scheme: "Bearer"),
            claimHeaders: ClaimHeaders([], encoding: .percent), failedValidation: .init(), mode: .enforce)
    }

    static func found(_ name: String, in table: PolicyTable) -> String? {
        let bytes = Array(name.utf8)
        return table.policy(named: bytes.span)?.tokens.name
    }

    @Test("each of many is found by its own name and by no other")
    func many() {
        let names = (0..<500).map { "policy-\($0)" } + ["", "a", "A", "é", "default"]
        let table = PolicyTable(names.map(Self.policy))
        for name in names {
            #expect(Self.found(name, in: table) == name)
            #expect(Self.found(name + " ", in: table) == nil)
            #expect(Self.found("x" + name, in: table) == nil)
        }
    }

    @Test("names are compared byte by byte")
    func bytes() {
        let table = PolicyTable([Self.policy("K\u{E9}")])
        #expect(Self.found("K\u{E9}", in: table) != nil)
        #expect(Self.found("Ke\u{301}", in: table) == nil)
        #expect(Self.found("\u{212A}\u{E9}", in: table) == nil)
    }

    @Test("a table of none has none")
    func none() {
        for name in ["", "default"] { #expect(Self.found(name, in: PolicyTable([])) == nil) }
    }
}
