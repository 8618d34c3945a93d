internal import Foundation

/// A complete configuration out of the repository, with the places of a test instead of an operator's.
package struct ExampleFile: Sendable {
    /// Its path below the top of the repository.
    package let path: String

    /// What is replaced beside ports and paths, by what; each must be there.
    package let replacements: [String: String]

    package init(_ path: String, replacing replacements: [String: String] = [:]) {
        self.path = path
        self.replacements = replacements
    }

    /// The text, with `@PORT@`, `@BACKEND_PORT@` and `@DIRECTORY@` where an operator has his own.
    ///
    /// - Throws: `TestFailure` when something is not there that should be replaced.
    package func text() throws -> String {
        var text = try String(contentsOfFile: "\(TestBinaries.packageDirectory)/\(path)", encoding: .utf8)
        for (old, new) in replacements {
            guard text.contains(old) else { throw TestFailure("\(path) has no \(old)") }
            text = text.replacing(old, with: new)
        }
        for (old, new) in Self.places { text = text.replacing(old, with: new) }
        guard text.contains("@PORT@") else { throw TestFailure("\(path) listens on no port that is known") }
        return text
    }

    private static let places = [
        // Apache
        ("<VirtualHost *:80>", "<VirtualHost 127.0.0.1:@PORT@>"),
        // lighttpd
        ("server.port          = 80", "server.port = @PORT@\nserver.bind = \"127.0.0.1\""),
        ("\"port\" => 3000", "\"port\" => @BACKEND_PORT@"),
        ("\"port\" => 3001", "\"port\" => @BACKEND_PORT@"),
        // nginx, Caddy and HAProxy
        ("listen 80", "listen 127.0.0.1:@PORT@"), ("bind :80", "bind 127.0.0.1:@PORT@"),
        ("http://:80 {", "http://:@PORT@ {\n\tbind 127.0.0.1"),
        ("127.0.0.1:3000", "127.0.0.1:@BACKEND_PORT@"), ("127.0.0.1:3001", "127.0.0.1:@BACKEND_PORT@"),
        ("include fastcgi_params", "include /etc/nginx/fastcgi_params"),
        ("/run/nginx.pid", "@DIRECTORY@/nginx.pid"), ("/run/gatehouse/", "@DIRECTORY@/"),
        ("/var/log/nginx/", "@DIRECTORY@/"), ("/var/www/html", "@DIRECTORY@/files"),
    ]
}
