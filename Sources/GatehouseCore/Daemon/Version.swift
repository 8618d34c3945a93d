internal import Curl
internal import JSON
internal import OpenSSL

/// What this build is, and what it stands on.
package enum Version {
    /// Gatehouse's version (Semantic Versioning 2.0.0).
    package static let gatehouse = "0.1.0"

    /// Names and versions, those of the libraries as they are loaded.
    package static var components: [(name: String, version: String)] {
        [
            ("gatehouse", gatehouse), ("OpenSSL", OpenSSLLibrary.version),
            ("libcurl", CurlLibrary.version), ("simdjson", JSONParser.libraryVersion),
        ]
    }

    /// The libraries with their bare versions: libcurl's own word names what it was built with, too.
    static var libraries: [(name: String, version: String)] {
        components.dropFirst().map { name, version in
            let word = version.split(separator: " ").first ?? ""
            return (name, String(word.split(separator: "/").last ?? word))
        }
    }
}
