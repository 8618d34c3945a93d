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
    package init(
        locations: String, servers: String = "", backendPort: UInt16, directory: TestDirectory
    ) throws {
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
                directory.path(of: "nginx.log"),
            ],
            name: "nginx", directory: directory
        ) { port in
            let text = Self.configuration(
                port: port, locations: locations, servers: servers, directory: directory.path)
            try directory.write(
                text.replacing("@BACKEND@", with: "http://127.0.0.1:\(backendPort)")
                    .replacing("@DIRECTORY@", with: directory.path), to: "nginx.conf")
        }
    }

    package func stop() {
        process.stop()
    }

    private static func configuration(port: UInt16, locations: String, servers: String, directory: String)
        -> String
    {
        """
        daemon off;
        \(geteuid() == 0 ? "user www-data;" : "")
        worker_processes 1;
        pid nginx.pid;
        error_log nginx.log warn;
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path body;
            fastcgi_temp_path fastcgi;
            proxy_temp_path proxy;
            scgi_temp_path scgi;
            uwsgi_temp_path uwsgi;
            keepalive_requests 100000;
            include gatehouse_http.conf;
        \(servers)
            server {
                listen 127.0.0.1:\(port) backlog=4096;
                include gatehouse_server.conf;
        \(locations)
            }
        }

        """.replacing("temp_path ", with: "temp_path \(directory)/")
            .replacing("nginx.pid;", with: "\(directory)/nginx.pid;")
            .replacing("nginx.log ", with: "\(directory)/nginx.log ")
    }
}
