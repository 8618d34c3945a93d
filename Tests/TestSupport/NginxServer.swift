internal import Foundation
internal import Glibc

/// An nginx of a test's own, with Gatehouse's files as they are shipped.
package final class NginxServer: WebServer {
    /// Where it listens on 127.0.0.1.
    package var port: UInt16 { process.port }

    private let process: WebServerProcess

    /// Starts nginx and waits until it answers.
    ///
    /// As `Scripts/run.sh` does, the paths of Gatehouse's socket and cache are replaced in the shipped files, and
    /// nothing else.
    ///
    /// - Parameters:
    ///   - locations: What stands in the server, after Gatehouse's own include; `@BACKEND@` is the backend's URL,
    ///     `@DIRECTORY@` the directory.
    ///   - servers: More of the `http` level.
    ///   - backendPort: The backend's port on 127.0.0.1.
    ///   - directory: Where everything goes, and where `gatehouse.sock` is.
    /// - Throws: `TestFailure` with what nginx says.
    package convenience init(
        locations: String, servers: String = "", backendPort: UInt16, directory: TestDirectory
    ) throws {
        let server = """
            server {
                listen 127.0.0.1:@PORT@ backlog=4096;
                include gatehouse_server.conf;
            \(locations)
            }
            """
        try self.init(
            configuration: Self.main("include gatehouse_http.conf;\n\(servers)\n\(server)"),
            backendPort: backendPort, directory: directory)
    }

    /// The same with a file of the repository: a whole configuration, or a part of the `http` level.
    package convenience init(example: ExampleFile, backendPort: UInt16, directory: TestDirectory) throws {
        let text = try example.text()
        let isWhole = text.contains("http {")
        try directory.makeFolder("files")
        try self.init(
            configuration: isWhole
                ? text.replacing("http {", with: "http {\n\(Self.temporaryPaths)")
                : Self.main("include gatehouse_http.conf;\n\(text)"),
            backendPort: backendPort, directory: directory)
    }

    private init(configuration: String, backendPort: UInt16, directory: TestDirectory) throws {
        let shipped = "\(TestBinaries.packageDirectory)/nginx"
        for name in try FileManager.default.contentsOfDirectory(atPath: shipped)
        where name.hasPrefix("gatehouse_") {
            let text = try String(contentsOfFile: "\(shipped)/\(name)", encoding: .utf8)
            try directory.write(
                text.replacing("/run/gatehouse/", with: "\(directory.path)/")
                    .replacing("/run/gatehouse-cache", with: directory.path(of: "cache")),
                to: name)
        }
        process = try WebServerProcess(
            [
                "nginx", "-p", directory.path, "-c", directory.path(of: "nginx.conf"), "-e",
                directory.path(of: "nginx.log"), "-g", "daemon off;",
            ],
            name: "nginx", directory: directory
        ) { port in
            try directory.write(
                configuration.replacing("@BACKEND@", with: "http://127.0.0.1:\(backendPort)")
                    .replacing("@BACKEND_PORT@", with: "\(backendPort)")
                    .replacing("@DIRECTORY@", with: directory.path).replacing("@PORT@", with: "\(port)"),
                to: "nginx.conf")
        }
    }

    package func stop() {
        process.stop()
    }

    /// A whole configuration around a part of its `http` level.
    private static func main(_ http: String) -> String {
        """
        \(geteuid() == 0 ? "user www-data;" : "")
        worker_processes 1;
        pid @DIRECTORY@/nginx.pid;
        error_log @DIRECTORY@/nginx.log warn;
        events { worker_connections 4096; }
        http {
            access_log off;
            keepalive_requests 100000;
        \(temporaryPaths)
        \(http)
        }

        """
    }

    private static let temporaryPaths = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"]
        .map { "    \($0)_temp_path @DIRECTORY@/\($0);\n" }.joined()
}
