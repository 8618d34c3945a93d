internal import Foundation

/// A web server for which the documentation has a recipe, run as that has it.
package final class RecipeServer: WebServer {
    /// Which.
    package enum Kind: String, CaseIterable, CustomStringConvertible, Sendable {
        case caddy
        case haproxy

        package var description: String { rawValue }

        /// What a client is told while no daemon listens.
        package var statusWithoutDaemon: Int { self == .caddy ? 502 : 503 }

        fileprivate var file: String { self == .caddy ? "Caddyfile" : "haproxy.cfg" }
    }

    /// Where it listens on 127.0.0.1.
    package var port: UInt16 { process.port }

    private let process: WebServerProcess

    /// Starts it and waits until it answers.
    ///
    /// Ports, paths and the name of HAProxy's own socket are replaced in the recipe, and nothing else; Caddy is told to
    /// have no administration endpoint, which would be on a fixed port.
    ///
    /// - Parameters:
    ///   - kind: Which.
    ///   - backendPort: The backend's port on 127.0.0.1.
    ///   - directory: Where everything goes, and where `gatehouse.sock` is.
    /// - Throws: `TestFailure` with what the server says.
    package init(_ kind: Kind, backendPort: UInt16, directory: TestDirectory) throws {
        let name = directory.path.split(separator: "/").last ?? ""
        let places = [
            "@BACKEND_PORT@": "\(backendPort)", "@DIRECTORY@": directory.path,
            "/etc/haproxy/": "\(directory.path)/",
            "abns@gatehouse": "abns@\(name)",
        ]
        func placed(_ text: String) -> String {
            places.reduce(text) { $0.replacing($1.key, with: $1.value) }
        }
        let text = placed(try ExampleFile("docs/examples/\(kind.file)").text())
        let script = "\(TestBinaries.packageDirectory)/docs/examples/gatehouse.lua"
        try directory.write(placed(String(contentsOfFile: script, encoding: .utf8)), to: "gatehouse.lua")
        let file = directory.path(of: kind.file)
        let command =
            switch kind {
            case .caddy:
                [
                    "env", "XDG_DATA_HOME=\(directory.path)", "XDG_CONFIG_HOME=\(directory.path)", "caddy",
                    "run",
                    "--adapter", "caddyfile", "--config", file,
                ]
            case .haproxy: ["haproxy", "-db", "-f", file]
            }
        process = try WebServerProcess(command, name: kind.rawValue, directory: directory) { port in
            let own = kind == .caddy ? "{\n\tadmin off\n}\n" : ""
            try directory.write(own + text.replacing("@PORT@", with: "\(port)"), to: kind.file)
        }
    }

    package func stop() {
        process.stop()
    }
}
