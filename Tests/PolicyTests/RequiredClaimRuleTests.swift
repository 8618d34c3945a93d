import JOSE
import Policy
import Testing

@Suite("APIM required-claims")
struct RequiredClaimRuleTests {
    typealias Match = ClaimRequirement.Match

    static func rule(
        _ path: String, _ match: Match, _ values: [String], separator: String? = nil
    ) throws -> RequiredClaimRule {
        RequiredClaimRule(
            ClaimRequirement(
                path: try #require(ClaimPath(path)), match: match, separator: separator, values: values))
    }

    @Test(
        "values are compared as text, whatever they are in JSON",
        arguments: [
            (#"{"c":"a"}"#, ["a"], .all, true), (#"{"c":["a","b"]}"#, ["b"], .all, true),
            (#"{"c":["a","b"]}"#, ["b", "a"], .all, true), (#"{"c":["a"]}"#, ["b", "a"], .all, false),
            (#"{"c":["a"]}"#, ["b", "a"], .any, true), (#"{"c":["A"]}"#, ["a"], .any, false),
            (#"{"c":"a b"}"#, ["a"], .any, false), (#"{"c":7}"#, ["7"], .all, true),
            (#"{"c":7.0}"#, ["7.0"], .all, true), (#"{"c":"7"}"#, ["7"], .all, true),
            (#"{"c":true}"#, ["true"], .all, true), (#"{"c":[1,false]}"#, ["1", "false"], .all, true),
            (#"{"c":18446744073709551615}"#, ["18446744073709551615"], .all, true),
            (#"{"c":{"x":1}}"#, [#"{"x":1}"#], .all, true), (#"{"c":["a",["b"]]}"#, ["b"], .any, false),
            (#"{"c":""}"#, [""], .all, true),
        ] as [(String, [String], Match, Bool)])
    func values(payload: String, values: [String], match: Match, isAccepted: Bool) throws {
        let rule = try Self.rule("c", match, values)
        let found = try refusal(of: payload, by: rule)
        #expect((found == nil) == isAccepted)
        if let found { #expect(found.reason == "TokenClaimValueNotAllowed") }
    }

    @Test(
        "a separator splits strings",
        arguments: [
            ("a b c", " ", ["b"], true), ("a  b", " ", ["b"], true), ("ab", " ", ["b"], false),
            ("a, b", ", ", ["b"], true), ("a,b", ";", ["b"], false), (" ", " ", ["b"], false),
        ])
    func separators(text: String, separator: String, values: [String], isAccepted: Bool) throws {
        let rule = try Self.rule("c", .any, values, separator: separator)
        #expect((try refusal(of: "{\"c\":\"\(text)\"}", by: rule) == nil) == isAccepted)
    }

    @Test(
        "a claim that is missing, null or empty is missing",
        arguments: ["{}", #"{"c":null}"#, #"{"c":[]}"#, #"{"c":[null]}"#, #"{"d":{"c":1}}"#])
    func missing(payload: String) throws {
        for values in [["a"], []] {
            let rule = try Self.rule("c", .any, values)
            #expect(try refusal(of: payload, by: rule) == .claimNotFound([rule.requirement]))
        }
    }

    @Test(
        "without values it is enough that the claim is there", arguments: [#""""#, "0", "false", "{}", "[0]"])
    func presence(value: String) throws {
        #expect(try refusal(of: "{\"c\":\(value)}", by: Self.rule("c", .all, [])) == nil)
    }

    @Test(
        "groups that did not fit into the token are told apart from groups that nobody is in",
        arguments: [
            (#"{"_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{}}}"#, true),
            (#"{"hasgroups":true}"#, true), (#"{"hasgroups":false}"#, false),
            (#"{"hasgroups":"true"}"#, false), (#"{"_claim_names":{"roles":"src1"}}"#, false),
            (#"{"_claim_names":"groups"}"#, false), (#"{"groups":[],"hasgroups":true}"#, true),
        ])
    func groupsOverage(payload: String, isOverage: Bool) throws {
        let rule = try Self.rule("groups", .any, ["a"])
        #expect(
            try refusal(of: payload, by: rule)
                == (isOverage ? .groupsOverage(rule.requirement) : .claimNotFound([rule.requirement])))
        let other = try Self.rule("roles", .any, ["a"])
        #expect(try refusal(of: payload, by: other) == .claimNotFound([other.requirement]))
    }

    @Test("one refusal names every claim that is missing, and only those, in the policy's order")
    func severalMissing() throws {
        let rules = try ["a", "b", "c", "d"].map { try Self.rule($0, .any, ["x"]) }
        let policy = TokenPolicy(
            name: "p", issuers: [TokenPolicy.AcceptedIssuer(name: "i", identifier: nil, index: 0)],
            algorithms: [], lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: false), claimsRules: rules)
        func refusal<Trace: EvaluationTrace>(_ payload: String, _ trace: Trace) throws -> Refusal? {
            var trace = trace
            return try claims(payload) {
                policy.refusal(of: $0, in: Circumstances(now: UnixTime(seconds: 0)), trace: &trace)
            }
        }
        let missing = Refusal.claimNotFound([rules[1].requirement, rules[3].requirement])
        #expect(try refusal(#"{"a":"x","c":"y"}"#, NoTrace()) == missing)
        #expect(try refusal(#"{"a":"x","c":"y"}"#, StepTrace()) == missing)
        #expect(
            try refusal(#"{"a":"y"}"#, NoTrace())
                == .claimValueNotAllowed(rules[0].requirement, presented: ["y"]))
    }

    @Test("a path leads into nested objects")
    func paths() throws {
        let payload = #"{"realm_access":{"roles":["clerk"]}}"#
        #expect(try refusal(of: payload, by: Self.rule("realm_access.roles", .any, ["clerk"])) == nil)
        #expect(try refusal(of: payload, by: Self.rule("realm_access.roles.x", .any, ["clerk"])) != nil)
    }
}

@Suite("Scopes that a location requires")
struct ScopeRuleTests {
    @Test(
        "all of them must be in scope or scp",
        arguments: [
            (#"{"scope":"a b"}"#, ["a"], true), (#"{"scp":"a b"}"#, ["a", "b"], true),
            (#"{"scp":["a","b"]}"#, ["b"], true), (#"{"scope":"a","scp":"b"}"#, ["a", "b"], true),
            (#"{"scope":"a"}"#, ["a", "b"], false), (#"{"scope":"ab"}"#, ["a"], false), ("{}", ["a"], false),
            ("{}", [], true),
        ])
    func scopes(payload: String, required: [String], isAccepted: Bool) throws {
        let found = try refusal(of: payload, by: ScopeRule(), requiredScopes: required)
        #expect((found == nil) == isAccepted)
        if let found {
            #expect(found.reason == "InsufficientScope")
            #expect(found.missingScopes == required)
        }
    }
}
