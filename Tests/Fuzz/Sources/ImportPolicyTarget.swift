internal import Foundation
internal import GatehouseCore

/// A policy of API Management, as `gatehouse import-policy` gets it.
enum ImportPolicyTarget {
    static func run(_ bytes: [UInt8]) {
        var options = PolicyImport.Options(file: "policy.xml", name: "x")
        options.location = "/api/"
        options.namedValues = namedValues
        let result = PolicyImport(bytes, options: options)
        checkNotes(of: result, lineCount: bytes.count { $0 == UInt8(ascii: "\n") } + 1)
        for file in result.files {
            precondition(!file.name.contains("/") && !file.name.hasPrefix("."), "a file elsewhere")
            precondition((try? file.bytes())?.isEmpty == false, "a key file without a key")
        }
        guard let text = result.text else { return }
        let reading = ConfigurationReader.read(yaml: text, file: "gatehouse.yaml") { _ in .readable }
        guard let configuration = reading.configuration else {
            fatalError("\(reading.problems.map(\.report)) of\n\(text)")
        }
        let lines = result.nginx.joined(separator: "\n")
        let check = NginxCheck(
            file: "imported.conf", configuration: configuration, files: files(with: lines))
        precondition(!check.hasErrors, "\(check.problems.map(\.report)) of\n\(lines)")
    }

    /// Each is short, about a line of the document, and cannot steer a terminal.
    private static func checkNotes(of result: PolicyImport, lineCount: Int) {
        for note in result.notes(filesAreWritten: true) + result.notes(filesAreWritten: false) {
            let report = note.report(file: "policy.xml")
            precondition(note.line.map { (1...lineCount).contains($0) } ?? true, report)
            precondition(!report.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, report)
            precondition(report.utf8.count < 4_096, "an endless note")
        }
    }

    /// The imported lines, and what they include.
    private static func files(with imported: String) -> NginxFiles {
        NginxFiles { path in
            if path == "imported.conf" { return .text(imported) }
            return shipped[path].map { .text($0) } ?? .missing
        } names: { _ in
            []
        }
    }

    /// The files that imported lines include, without comments; Scripts/fuzz.sh runs at the top of the repository.
    private static let shipped: [String: String] = {
        var texts: [String: String] = [:]
        for name in ["gatehouse_protect.conf", "gatehouse_strip_token.conf"] {
            guard let text = try? String(contentsOfFile: "nginx/\(name)", encoding: .utf8) else {
                fatalError("there is no nginx/\(name) here")
            }
            texts[name] = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        }
        return texts
    }()

    /// Some of those in the corpus; others stay unknown.
    private static let namedValues = [
        "aad-tenant": "6e74172b-be56-4843-9ff4-e66a39bb12e3", "metadata": "https://issuer.example/openid",
        "signing-key": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "skew": "60", "status": "403",
        "token-header": "X-Token", "value": "a \"value\" & more",
    ]
}
