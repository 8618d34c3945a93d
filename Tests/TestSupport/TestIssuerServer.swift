package import TestTokens

/// A running `gatehouse-test-issuer`.
package final class TestIssuerServer: Sendable {
    /// Where it listens on 127.0.0.1.
    package let port: UInt16

    private let process: ChildProcess
    private let publicURL: String?

    /// Starts it and waits until it is ready.
    ///
    /// - Parameters:
    ///   - port: Where to listen; 0 for a free port.
    ///   - publicURL: What its documents and tokens call it, when there is a server before it.
    ///   - directory: Where its output goes.
    /// - Throws: `TestFailure` with what it said.
    package init(port: UInt16 = 0, publicURL: String? = nil, directory: TestDirectory) throws {
        let process = try ChildProcess(
            TestBinaries.path(of: "gatehouse-test-issuer"),
            ["--listen", "127.0.0.1:\(port)"]
                + (publicURL.map { ["--public-url", $0] } ?? []),
            name: "issuer-\(port)",
            directory: directory)
        try process.waitUntil("ready") { process.output.contains("ready http") }
        guard let text = process.output.split(separator: ":").last, let bound = UInt16(text.dropLast()) else {
            throw TestFailure("no port in \(process.output)")
        }
        self.port = bound
        self.process = process
        self.publicURL = publicURL
    }

    /// The issuer as its tokens name it.
    package var url: String { publicURL ?? "http://127.0.0.1:\(port)" }

    /// Ends it.
    package func stop() {
        process.stop()
    }

    /// Orders a token; the fields are in README.md.
    package func sign(_ order: TestJSON = [:]) throws -> String {
        try post("/sign", order).split(separator: "\n").joined()
    }

    /// Orders a token of a tenant of the stand-in for Entra ID; the fields are in `EntraOrder`.
    package func sign(of tenant: EntraTenant, _ order: TestJSON) throws -> String {
        try post("/\(tenant.identifier)/sign", order).split(separator: "\n").joined()
    }

    /// Makes new keys.
    package func rotate(keepingOld: Bool = false) throws {
        _ = try post("/rotate", ["keep": .bool(keepingOld)])
    }

    /// Sets what its documents suffer from.
    package func setFaults(_ faults: TestJSON) throws {
        _ = try post("/faults", faults)
    }

    /// How often a path was asked for.
    package func count(of path: String) throws -> Int {
        let answer = try HTTPClient(port: port).ask("GET", "/counts")
        guard case .integer(let count)? = TestJSON(text: answer.text)?[path] else { return 0 }
        return Int(count)
    }

    private func post(_ path: String, _ fields: TestJSON) throws -> String {
        let answer = try HTTPClient(port: port).ask(
            "POST", path, headers: [HTTPMessage.Header("Content-Type", "application/json")],
            body: Array(fields.text.utf8))
        guard answer.status == 200 else { throw TestFailure("\(path): \(answer.head)\n\(answer.text)") }
        return answer.text
    }
}
