import Foundation
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("The manual's table of API Management's words")
struct ManualTests {
    private static func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(TestBinaries.packageDirectory)/\(path)", encoding: .utf8)
    }

    /// The part of README.md with the tables.
    private static func section() throws -> Substring {
        let text = try text(of: "README.md")
        let start = try #require(text.range(of: "\n## Azure API Management and Entra ID\n"))
        let end = try #require(text.range(of: "\n## ", range: start.upperBound..<text.endIndex))
        return text[start.upperBound..<end.lowerBound]
    }

    @Test("names tests that there are")
    func tests() throws {
        var sources: [String] = []
        let tests = "\(TestBinaries.packageDirectory)/Tests"
        let files = try #require(FileManager.default.enumerator(atPath: tests))
        for case let file as String in files where file.hasSuffix("Tests.swift") {
            sources.append(try Self.text(of: "Tests/\(file)"))
        }
        let named = try Self.section().matches(of: /`(\w+Tests)\.(\w+)`/).map { ($0.1, $0.2) }
        #expect(named.count > 30)
        for (suite, test) in named {
            let isThere = sources.contains { source in
                guard let start = source.range(of: "struct \(suite) {") else { return false }
                return source[start.upperBound...].contains("    func \(test)(")
            }
            #expect(isThere, "\(suite).\(test)")
        }
    }

    @Test("has every attribute and element of both policies")
    func words() throws {
        let section = try Self.section()
        for word in [
            "header-name", "query-parameter-name", "token-value", "failed-validation-httpcode",
            "failed-validation-error-message", "require-expiration-time", "require-scheme",
            "require-signed-tokens", "clock-skew", "output-token-variable-name", "id", "openid-config", "url",
            "issuer-signing-keys", "certificate-id", "n", "e", "decryption-keys", "audiences", "audience",
            "issuers", "issuer", "required-claims", "claim", "name", "match", "separator", "value",
            "tenant-id", "authentication-endpoint", "client-application-ids", "backend-application-ids",
            "application-id",
        ] {
            #expect(section.contains("`\(word)`"), "\(word)")
        }
    }

    @Test("names words that a configuration may have, and no others")
    func vocabulary() throws {
        let rows = try Self.section().matches(of: /\| (issuer|policy): `([a-z-]+)[`:]/)
        #expect(rows.count > 20)
        for row in rows {
            let home = row.1 == "issuer" ? Vocabulary.issuer : .policy
            #expect(home.keys.contains(String(row.2)), "\(row.2)")
        }
    }

    @Test("shows a configuration that can be used")
    func example() throws {
        let section = try Self.section()
        let start = try #require(section.range(of: "```yaml\n"))
        let end = try #require(section.range(of: "```\n", range: start.upperBound..<section.endIndex))
        let reading = ConfigurationExample.read(String(section[start.upperBound..<end.lowerBound]))
        #expect(reading.problems.map(\.report) == [])
        #expect(reading.configuration != nil)
    }
}
