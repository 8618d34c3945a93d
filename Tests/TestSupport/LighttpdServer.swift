internal import Foundation
internal import Glibc

/// A lighttpd of a test's own, with Gatehouse's files as they are shipped.
package final class LighttpdServer: WebServer {
    /// Where it listens on 127.0.0.1.
    package var port: UInt16 { process.port }

    private let process: WebServerProcess

    /// Starts lighttpd and waits until it answers.
    ///
    /// The paths of Gatehouse's socket and script are replaced in the shipped files, and nothing else.
    ///
    /// - Parameters:
    ///   - configuration: lighttpd.conf, which includes `gatehouse.conf`; without one, a small one with `locations`.
    ///     `@BACKEND_PORT@` is the backend's port, `@DIRECTORY@` the directory, `@PORT@` the port of lighttpd.
    ///   - locations: What comes after Gatehouse's own file.
    ///   - backendPort: The backend's port on 127.0.0.1.
    ///   - directory: Where everything goes, and where `gatehouse.sock` is.
    /// - Throws: `TestFailure` with what lighttpd says.
    package init(
        configuration: String? = nil, locations: String = "", backendPort: UInt16, directory: TestDirectory
    ) throws {
        try directory.makeFolder("files")
        let shipped = "\(TestBinaries.packageDirectory)/lighttpd"
        for name in ["gatehouse.conf", "gatehouse_claims.lua"] {
            try directory.write(
                String(contentsOfFile: "\(shipped)/\(name)", encoding: .utf8)
                    .replacing("/run/gatehouse/", with: "\(directory.path)/")
                    .replacing("/etc/lighttpd/", with: "\(directory.path)/"),
                to: name)
        }
        let text = configuration ?? Self.configuration + locations
        let file = directory.path(of: "lighttpd.conf")
        process = try WebServerProcess(
            ["lighttpd", "-D", "-f", file], name: "lighttpd", directory: directory
        ) { port in
            try directory.write(
                text.replacing("@BACKEND_PORT@", with: "\(backendPort)")
                    .replacing("@DIRECTORY@", with: directory.path).replacing("@PORT@", with: "\(port)"),
                to: "lighttpd.conf")
        }
    }

    package func stop() {
        process.stop()
    }

    private static let configuration = """
        server.modules = ( "mod_setenv", "mod_magnet", "mod_fastcgi", "mod_proxy" )
        server.bind = "127.0.0.1"
        server.port = @PORT@
        server.document-root = "@DIRECTORY@/files"
        server.max-keep-alive-requests = 100000
        \(geteuid() == 0 ? "server.username = \"www-data\"\nserver.groupname = \"www-data\"" : "")
        include "gatehouse.conf"

        """
}
