import Policy
import Testing

@testable import GatehouseCore

@Suite("Text that an import writes as YAML")
struct YAMLTextTests {
    @Test(
        "is read again as what it was",
        arguments: [
            "orders", "api://orders", "yes", "No", "null", "~", "true", "1", "1.5", "0x1F", ".inf", "a b",
            " a ", "a: b",
            "a #b", "#a", "- a", "-", "?", "*", "&a", "!a", "%a", "@a", "`a`", "{a}", "[a]", "a,b", "\"", "'",
            "\\",
            "\"a\\nb\"", "\t", "a\tb", "é", "日本", "😀", "\u{7F}", "\u{85}", "a\u{2028}b", "2026-11-24", "1:30",
            "=",
            "<<", "---", "...", "|", ">", "",
        ])
    func roundTrip(text: String) throws {
        let yaml = """
            issuers: { i: { issuer: "https://i.example", jwks: "https://i.example/keys" } }
            policies:
              p:
                issuers: [ i ]
                audiences: [ a ]
                required-claims:
                  - { name: c, match: any, values: [ \(YAMLText.scalar(text)), x ] }
            """
        let reading = ConfigurationExample.read(yaml)
        let configuration = try #require(reading.configuration, "\(reading.problems.map(\.report))")
        #expect(configuration.policies[0].requiredClaims.first?.values == [text, "x"])
    }
}
