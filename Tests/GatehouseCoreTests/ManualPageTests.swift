import Foundation
import TestSupport
import Testing

@testable import GatehouseCore

/// The keys that gatehouse.yaml(5) explains, by the section that explains them.
private struct ManualPage {
    private(set) var keys: [String: Set<String>] = [:]

    /// Reads the page: a section begins with `.Sh` or `.Ss`, and an explanation with `.It Cm`.
    init() throws {
        let path = "\(TestBinaries.packageDirectory)/Packaging/man/gatehouse.yaml.5"
        var section = ""
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix(".Sh ") || line.hasPrefix(".Ss ") {
                section = String(line.dropFirst(4))
            } else if line.hasPrefix(".It Cm ") {
                let names = line.dropFirst(7).split(separator: " , ").map(String.init)
                keys[section, default: []].formUnion(names)
            }
        }
    }
}

@Suite("gatehouse.yaml(5)")
struct ManualPageTests {
    @Test("explains every key, where it belongs, and no other", arguments: Vocabulary.allCases)
    func keys(_ map: Vocabulary) throws {
        let section = try #require(
            Self.sections["\(map)"], "no section of the manual is known for \(map)")
        let explained = try #require(try ManualPage().keys[section], "the manual has no section \(section)")
        #expect(explained == Set(map.keys))
    }

    @Test("has each section once, so that none is read for another")
    func sections() throws {
        let sections = try ManualPage().keys.keys
        #expect(Set(Self.sections.values) == Set(sections))
        #expect(Set(Self.sections.values).count == Vocabulary.allCases.count)
    }

    /// By the name of the case, so that a new kind of map is one failed test.
    private static let sections = [
        "claim": "Required claims",
        "decryptionKey": "Decryption keys",
        "issuer": "ISSUERS",
        "policy": "POLICIES",
        "signingKey": "Signing keys",
        "top": "THE DAEMON",
    ]
}
