import GatehouseCore
import TestSupport
import Testing

@Suite("Import of API Management's policies")
struct PolicyImportTests {
    @Test(
        "has the configuration, the lines for nginx and the notes of each example",
        arguments: ImportExample.all)
    func example(example: ImportExample) {
        let result = example.imported()
        #expect(result.text == example.expectedText)
        let notes = result.notes(filesAreWritten: false)
        let status = result.text == nil ? 2 : notes.isEmpty ? 0 : 1
        let report = notes.map { $0.report(file: "\(example.name).xml") + "\n" }.joined() + "exit \(status)\n"
        #expect(report == example.expectedNotes)
    }

    @Test("gives what gatehouse check passes, placeholders included", arguments: ImportExample.all)
    func check(example: ImportExample) throws {
        guard let text = example.imported().text else { return }
        let reading = ConfigurationReader.read(yaml: text, file: "gatehouse.yaml") { _ in .readable }
        #expect(reading.configuration != nil, "\(reading.problems.map(\.report))")
    }

    @Test("is tried on all examples, with and without something usable")
    func number() {
        #expect(ImportExample.all.count == 56)
        #expect(ImportExample.all.count { $0.expectedText == nil } == 5)
        #expect(ImportExample.all.count { $0.expectedNotes == "exit 0\n" } == 8)
    }

    @Test(
        "gives nginx no variable that its includes have, whatever a header is called",
        arguments: ImportExample.all)
    func variables(example: ImportExample) {
        let written = example.imported().nginx.compactMap { line in
            let words = line.split(separator: " ")
            switch words.first {
            case "auth_request_set": return words[1]
            case "map": return words[2]
            default: return nil as Substring?
            }
        }
        #expect(written.allSatisfy { $0.hasPrefix("$imported_claim_") || $0.hasPrefix("$imported_policy_") })
        #expect(written.isEmpty == !(example.expectedText ?? "").contains("$imported_"))
    }

    @Test(
        "never prints a key that is in the policy",
        arguments: [
            "secrets", "every-attribute", "named-values-given", "unknown-conditions", "network-rules",
        ])
    func secrets(name: String) throws {
        let example = try #require(ImportExample.all.first { $0.name == name })
        let result = example.imported()
        let notes = result.notes(filesAreWritten: true) + result.notes(filesAreWritten: false)
        let printed = (result.text ?? "") + notes.map { $0.report(file: "x") }.joined(separator: "\n")
        for secret in Self.secretTexts {
            #expect(!printed.contains(secret))
        }
        #expect(Self.secretTexts.contains { example.document.contains($0) })
    }

    private static let secretTexts = [
        "c3VwZXJzZWNyZXQtc3VwZXJzZWNy", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
        "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "MDEyMzQ1Njc4OWFiY2RlZg", "hunter2",
        "dG9vLXNob3J0",
    ]

    @Test(
        "refuses what is no policy",
        arguments: ["", " ", "hello", "{\"a\": 1}", "<a>", "\u{0}\u{FFFD}<", "<!--"])
    func nothing(text: String) {
        let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
        #expect(result.text == nil)
        #expect(result.files.isEmpty)
        #expect(
            result.notes(filesAreWritten: false).last?.message
                == "has no check of tokens that can be carried over")
    }

    @Test("refuses a document beyond its bounds, and says which")
    func bounds() {
        let check = """
            <validate-jwt header-name="Authorization"><openid-config url="https://i.example/x" /></validate-jwt>
            """
        let cases = [
            (String(repeating: "<a>", count: 65) + check, "has more than 64 levels"),
            (String(repeating: "<a/>", count: 50_001) + check, "has more than 50000 elements"),
            ("<a\(Self.attributes(257))/>" + check, "has an element with more than 256 attributes"),
            (String(repeating: " ", count: 1 << 20) + check, "is larger than 1 MiB"),
        ]
        for (text, message) in cases {
            let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
            #expect(result.text == nil)
            #expect(result.notes(filesAreWritten: false).contains { $0.message == message })
        }
    }

    @Test("takes an element with as many attributes as there may be")
    func attributes() {
        let text = """
            <a\(Self.attributes(256))/>
            <validate-jwt header-name="Authorization"><openid-config url="https://i.example/x" /></validate-jwt>
            """
        let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
        #expect(result.text != nil)
    }

    private static func attributes(_ count: Int) -> String {
        (0..<count).map { " a\($0)='1'" }.joined()
    }

    @Test("has a hint about all tenants that gatehouse check passes when it is followed")
    func hint() throws {
        let example = try #require(ImportExample.all.first { $0.name == "all-tenants" })
        #expect(
            example.imported().notes(filesAreWritten: false).first?.hint == """
                to let in some only, put "tenant-id: common" in the place of the issuer's "openid-config" and \
                "issuer-from-metadata", and list their UUIDs in "tenants"
                """)
        let metadata = """
            openid-config: "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration"
                issuer-from-metadata: true
            """
        let tenants = """
            tenant-id: common
                tenants: [ 11111111-2222-3333-4444-555555555555 ]
            """
        let text = try #require(example.expectedText).replacing(metadata, with: tenants)
        #expect(text.contains("tenants: ["))
        let reading = ConfigurationReader.read(yaml: text, file: "gatehouse.yaml") { _ in .readable }
        #expect(reading.configuration != nil, "\(reading.problems.map(\.report))")
    }

    @Test("takes as many statements as a document may have, and refuses it with one more")
    func statements() {
        let check = """
            <validate-jwt header-name="Authorization"><openid-config url="https://i.example/x" /></validate-jwt>
            """
        let choice = "<choose><when condition=\"@(true)\"><trace/></when></choose>"
        for (count, isUsable) in [(996, true), (997, false)] {
            let others = String(repeating: "<trace/>", count: count)
            let text = "<inbound>\(check)\(choice)\(others)</inbound>"
            let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
            #expect((result.text != nil) == isUsable)
            let bound = result.notes(filesAreWritten: false).first {
                $0.message == "has more than 1000 statements: no policy is made of it"
            }
            #expect((bound == nil) == isUsable)
        }
    }

    @Test("refuses a document with more ways for a request than it follows")
    func ways() {
        let branch = """
            <choose><when condition="@(context.Api.Name == "x")"><return-response /></when></choose>
            """
        let check = """
            <validate-jwt header-name="Authorization"><openid-config url="https://i.example/x" /></validate-jwt>
            """
        for (count, isUsable) in [(5, true), (70, false)] {
            let text =
                "<inbound>" + check + String(repeating: branch, count: count) + "</inbound>"
            let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
            #expect((result.text != nil) == isUsable)
        }
        let condition = (0..<12).map { "(Model.A\($0) == 1 || Model.B\($0) == 2)" }.joined(separator: " && ")
        let deep = "<when condition=\"@(\(condition))\"><return-response /></when>"
        // Each branch would multiply the ways that the ones before it leave.
        let wide = (0..<30).map { branch in
            let condition = (0..<10).map { "Model.A\(branch)x\($0) == 1" }.joined(separator: " && ")
            return "<when condition=\"@(\(condition))\"><return-response /></when>"
        }.joined()
        for branches in [deep, wide] {
            let text = "<inbound>\(check)<choose>\(branches)</choose></inbound>"
            let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
            #expect(result.text == nil)
            #expect(
                result.notes(filesAreWritten: false).contains {
                    $0.message == "has more than 64 ways for a request: no policy is made of it"
                })
        }
    }
}
