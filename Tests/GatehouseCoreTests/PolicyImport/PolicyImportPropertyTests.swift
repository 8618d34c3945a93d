import GatehouseCore
import Testing

@Suite("Import of API Management's policies: whatever the document")
struct PolicyImportPropertyTests {
    @Test(
        "3,000 damaged policies give a configuration that can be read, or none, and notes on lines of the document",
        .timeLimit(.minutes(2)))
    func damaged() {
        var random = SplitMix64(seed: 6)
        var usable = 0
        let documents = ImportExample.all.map { Array($0.document.utf8) }
        for round in 0..<3_000 {
            var bytes = documents[round % documents.count]
            for _ in 0..<Int.random(in: 1...5, using: &random) { damage(&bytes, using: &random) }
            let result = PolicyImport(bytes, options: PolicyImport.Options(file: "x.xml", name: "x"))
            let lineCount = bytes.count { $0 == UInt8(ascii: "\n") } + 1
            for note in result.notes(filesAreWritten: false) {
                let report = note.report(file: "x.xml")
                #expect(note.line.map { (1...lineCount).contains($0) } ?? true, "\(report)")
                #expect(!report.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(report)")
                #expect(report.count < 600, "\(report)")
            }
            guard let text = result.text else { continue }
            usable += 1
            let reading = ConfigurationReader.read(yaml: text, file: "gatehouse.yaml") { _ in .readable }
            #expect(
                reading.configuration != nil,
                "\(reading.problems.map(\.report)) of \(String(decoding: bytes, as: UTF8.self))")
        }
        #expect((1_000..<2_950).contains(usable), "the damage is neither harmless nor always fatal")
    }

    @Test("random text of a policy's pieces never stops the import", .timeLimit(.minutes(1)))
    func random() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...60, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
            guard let yaml = result.text else { continue }
            let reading = ConfigurationReader.read(yaml: yaml, file: "gatehouse.yaml") { _ in .readable }
            #expect(reading.configuration != nil, "\(reading.problems.map(\.report)) of \(text)")
        }
    }

    @Test(
        "a document that is as bad as can be is read to its end",
        .timeLimit(.minutes(5)),
        arguments: [
            "<a b=\"@(", "<a b=\"@(\"x\" ", "@(", "<a b=\"", "\"", "<", "</", "</a>", "<!--", "<![CDATA[",
            "{{",
            "${", "<a b=\"${", "&", "<a ", "<v>@{", "'", "@(\"", "&quot;", "(", "<a b=\"x\"y ", "<a b='\"'>",
            "many attributes", "different elements", "pieces of text",
        ])
    func hostile(piece: String) {
        let pieces =
            switch piece {
            case "different elements": (0..<40_000).map { "<a\($0)/>" }.joined()
            case "many attributes": "<a" + (0..<100_000).map { " a\($0)" }.joined()
            case "pieces of text": "<a>" + String(repeating: "x<!---->", count: 100_000)
            default: String(repeating: piece, count: 100_000 / piece.utf8.count)
            }
        let text = "<inbound>" + pieces
        let result = PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
        #expect(result.text == nil)
    }

    private func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 2: bytes.removeSubrange(place...)
        case 3: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 4: bytes.swapAt(place, end - 1)
        default:
            let piece = Self.pieces.randomElement(using: &random) ?? ""
            bytes.insert(contentsOf: piece.utf8, at: place)
        }
    }

    private static let pieces = [
        "<validate-jwt header-name=\"Authorization\">", "</validate-jwt>",
        "<validate-azure-ad-token tenant-id=\"",
        "<openid-config url=\"https://i.example/.well-known/openid-configuration\" />", "<audiences>",
        "<audience>a",
        "</audience>", "</audiences>", "<choose>", "<when condition=\"@(", "</when>", "</choose>",
        "<otherwise>",
        "context.Request.Method == \"GET\"", "context.Request.Url.Path.StartsWith(\"/a\")", "\">", "/>", "\"",
        "'",
        "@(", "@{", ")", "}", "&quot;", "&&", "<", "{{x}}", "${x}", "%{", "<!--", "-->", "<![CDATA[", "]]>",
        "&#0;",
        "&#x10FFFF;", "\u{0}", "\u{1B}[31m", "\u{202E}", "\u{E000}", "\u{E001}", "\u{FEFF}", "\r\n", "\n",
        " ", "é",
        "<required-claims>", "<claim name=\"", "<value>", "</value>", "<set-header name=\"X-A\"><value>", "*",
        ": ", "# ",
        "<issuer-signing-keys><key>", "</key></issuer-signing-keys>", "<issuers><issuer>",
        "</issuer></issuers>",
        "((Jwt)context.Variables[\"jwt\"]).Claims[\"roles\"].Contains(\"x\")", "<return-response />",
        "<inbound>",
        "output-token-variable-name=\"jwt\"",
        values("audience"), values("value"), values("issuer"), values("key"), values("application-id"),
        values("address"),
    ]

    /// A list of different values, one of them twice.
    private static func values(_ element: String) -> String {
        ([0] + Array(0..<40)).map { "<\(element)>value-\($0)</\(element)>" }.joined()
    }
}
