import JOSE
import Policy
import Testing

@Suite("RFC 7519 section 4.1.3: aud")
struct AudienceRuleTests {
    static let rule = AudienceRule(audiences: ["api://orders", "api://bills"])

    @Test(
        "one accepted audience is enough",
        arguments: [
            #"{"aud":"api://orders"}"#, #"{"aud":["x","api://bills"]}"#, #"{"aud":[1,"api://orders"]}"#,
        ])
    func accepted(payload: String) throws {
        #expect(try refusal(of: payload, by: Self.rule) == nil)
    }

    @Test(
        "anything else is refused with what was presented",
        arguments: [
            ("{}", []), (#"{"aud":[]}"#, []), (#"{"aud":""}"#, [""]),
            (#"{"aud":"api://ORDERS"}"#, ["api://ORDERS"]),
            (#"{"aud":"api://orders/"}"#, ["api://orders/"]),
            (#"{"aud":{"a":"api://orders"}}"#, [#"{"a":"api://orders"}"#]),
            (#"{"aud":[["api://orders"]]}"#, [#"["api://orders"]"#]), (#"{"aud":null}"#, ["null"]),
            (#"{"aud":"api://orders api://bills"}"#, ["api://orders api://bills"]),
        ] as [(String, [String])])
    func refused(payload: String, presented: [String]) throws {
        let expected = Refusal.audienceNotAllowed(
            accepted: ["api://orders", "api://bills"], presented: presented)
        #expect(try refusal(of: payload, by: Self.rule) == expected)
    }
}
