internal import Foundation
internal import Glibc

/// An Apache of a test's own, with Gatehouse's file as it is shipped.
package final class ApacheServer: WebServer {
    /// Where it listens on 127.0.0.1.
    package var port: UInt16 { process.port }

    private let process: WebServerProcess

    /// Starts Apache and waits until it answers.
    ///
    /// The address of Gatehouse's socket is replaced in the shipped file, and nothing else.
    ///
    /// - Parameters:
    ///   - site: What comes after Gatehouse's own file. `@BACKEND@` is the backend's URL, `@BACKEND_PORT@` its port,
    ///     `@DIRECTORY@` the directory, `@PORT@` the port of Apache. Files are served from `files` in the directory.
    ///   - backendPort: The backend's port on 127.0.0.1.
    ///   - daemonPort: Gatehouse's.
    ///   - directory: Where everything goes.
    /// - Throws: `TestFailure` with what Apache says.
    package init(site: String, backendPort: UInt16, daemonPort: UInt16, directory: TestDirectory) throws {
        try directory.makeFolder("files")
        let shipped = "\(TestBinaries.packageDirectory)/apache/gatehouse.conf"
        try directory.write(
            String(contentsOfFile: shipped, encoding: .utf8)
                .replacing("fcgi://127.0.0.1:9000/", with: "fcgi://127.0.0.1:\(daemonPort)/"),
            to: "gatehouse.conf")
        let file = directory.path(of: "apache.conf")
        process = try WebServerProcess(
            ["apache2", "-f", file, "-D", "FOREGROUND"], name: "apache", directory: directory
        ) { port in
            try directory.write(
                (Self.configuration + site + "\n").replacing(
                    "@BACKEND@", with: "http://127.0.0.1:\(backendPort)"
                )
                .replacing("@BACKEND_PORT@", with: "\(backendPort)")
                .replacing("@DIRECTORY@", with: directory.path).replacing("@PORT@", with: "\(port)"),
                to: "apache.conf")
        }
    }

    package func stop() {
        process.stop()
    }

    private static let modules = [
        "mpm_event", "authn_core", "authz_core", "authz_host", "authz_user", "authnz_fcgi", "dir", "env",
        "filter", "headers", "include", "macro", "mime", "proxy", "proxy_http", "setenvif", "unique_id",
    ]

    /// What Debian's apache2.conf and its enabled modules would be.
    private static let configuration =
        """
        ServerRoot @DIRECTORY@
        DefaultRuntimeDir @DIRECTORY@
        PidFile @DIRECTORY@/apache.pid
        ServerName localhost
        Listen 127.0.0.1:@PORT@
        ErrorLog /dev/stderr
        \(geteuid() == 0 ? "User www-data\nGroup www-data" : "")

        """
        + modules.map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so\n" }.joined()
            + """
            StartServers 1
            MaxKeepAliveRequests 0
            TypesConfig /dev/null
            DocumentRoot @DIRECTORY@/files
            DirectoryIndex index.html
            Include gatehouse.conf

            """
}
