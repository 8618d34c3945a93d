package import JOSE

/// Where an issuer's keys come from.
package enum KeySource: Sendable {
    /// The OpenID Connect discovery document (or RFC 8414 metadata) that names the key set.
    case discovery(url: String, issuer: MetadataIssuer)
    /// Files on this host, re-read when they change.
    case files(KeyFiles)
    /// Keys written in the configuration itself.
    case fixed(JWKSet)
    /// A key set.
    case keySet(url: String)
}

/// Files that hold one issuer's keys, and how they are read.
package struct KeyFiles: Sendable {
    /// The files; a change of any one re-reads all.
    package let paths: [String]

    /// Makes keys of the files' bytes, in the order of `paths`; throws when any of them is unusable.
    package let parse: @Sendable ([[UInt8]]) throws(KeyFileError) -> JWKSet

    /// Creates a source of PEM files, secrets or anything else that `parse` understands.
    package init(paths: [String], parse: @escaping @Sendable ([[UInt8]]) throws(KeyFileError) -> JWKSet) {
        self.paths = paths
        self.parse = parse
    }

    /// Creates a source of one JWK set file, which may hold secrets.
    package init(keySetFile path: String) {
        self.init(paths: [path]) { contents throws(KeyFileError) in
            do throws(MalformedKeySet) {
                return try JWKSet(parsing: contents.first ?? [], origin: .localFile)
            } catch {
                throw KeyFileError(reason: "\(error)")
            }
        }
    }
}

/// Why files do not give keys, in words; never a byte of what they hold.
package struct KeyFileError: Error, Equatable, CustomStringConvertible {
    /// What was seen and what is accepted.
    package let reason: String

    package var description: String { reason }

    /// Creates an error from its words.
    package init(reason: String) {
        self.reason = reason
    }
}
