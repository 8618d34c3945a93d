import TestSupport

@testable import GatehouseCore

/// An nginx configuration in memory, with Gatehouse's files as they are shipped beside it.
struct NginxSite {
    /// Other files, by path.
    var others: [String: String] = [:]

    /// Gatehouse's own configuration; `nil` when it is not known.
    var configuration: Configuration? = Self.configuration()

    /// Checks `/etc/nginx/nginx.conf`.
    func check(_ text: String) throws -> NginxCheck {
        let shipped = try Self.shippedFiles()
        let all = shipped.merging(others) { $1 }.merging(["/etc/nginx/nginx.conf": text]) { $1 }
        let files = NginxFiles {
            all[$0].map { .text($0) } ?? .missing
        } names: { directory in
            all.keys.filter { $0.hasPrefix(directory) && !$0.dropFirst(directory.count).contains("/") }
                .map { String($0.dropFirst(directory.count)) }
        }
        return NginxCheck(file: "/etc/nginx/nginx.conf", configuration: configuration, files: files)
    }

    /// Checks a server with these lines, in an `http` with Gatehouse's own include on its first line.
    func checkServer(_ lines: String, include: String = "gatehouse_server.conf") throws -> NginxCheck {
        try check("http { include gatehouse_http.conf; server { include \(include);\n\(lines)\n} }\n")
    }

    /// A configuration with the policies `orders` and `reports`.
    static func configuration(
        settings: String = "claim-headers: { X-Auth-Subject: sub, X-Auth-Tenant: tid }"
    ) -> Configuration? {
        let yaml = """
            issuers: { a: { issuer: "https://a", jwks: "https://a/keys" } }
            policies:
              orders: { issuers: [ a ], audiences: [ b ], claim-headers: { X-Auth-Subject: sub } }
              reports:
                issuers: [ a ]
                audiences: [ b ]
                \(settings)
            """
        return ConfigurationReader.read(yaml: yaml, file: "gatehouse.yaml") { _ in .readable }.configuration
    }

    private static func shippedFiles() throws -> [String: String] {
        var files: [String: String] = [:]
        let directory = "\(TestBinaries.packageDirectory)/nginx"
        for name in NginxFiles.onDisk.names(directory) where name.hasPrefix("gatehouse_") {
            guard case .text(let text) = NginxFiles.onDisk.content("\(directory)/\(name)") else {
                throw TestFailure("\(name) cannot be read")
            }
            files["/etc/nginx/\(name)"] = text
        }
        guard files.count > 5 else { throw TestFailure("Gatehouse's files for nginx are not there") }
        return files
    }
}
