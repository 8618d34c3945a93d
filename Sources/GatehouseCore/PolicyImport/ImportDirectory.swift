internal import FoundationEssentials
internal import OpenSSL
internal import Posix

/// The directory that an import is written into.
package struct ImportDirectory {
    /// The directory's path.
    private let path: String

    /// Names a directory, which need not be there.
    ///
    /// - Parameter path: Its path. The operator controls it.
    package init(path: String) {
        self.path = path
    }

    /// Writes the configuration, the lines for nginx and the key files, each readable by this user alone.
    ///
    /// - Parameter result: An import with a configuration.
    /// - Throws: `ImportDirectoryError` when one of the files is there already, so that nothing is written, or when
    ///   one cannot be written.
    package func write(_ result: PolicyImport) throws(ImportDirectoryError) {
        var files = [("nginx.conf", Array((result.nginx.joined(separator: "\n") + "\n").utf8))]
        for file in result.files {
            do throws(OpenSSLError) {
                files.append((file.name, try file.bytes()))
            } catch {
                throw ImportDirectoryError(description: "\(file.name): \(error)")
            }
        }
        // Last, so that a configuration that is there has all that it names.
        files.append(("gatehouse.yaml", Array((result.configuration ?? "").utf8)))
        try makeDirectory()
        for (name, _) in files where ConfigurationFile.state(of: "\(path)/\(name)") != .missing {
            throw ImportDirectoryError(description: "\(path)/\(name) is there already, and is not replaced")
        }
        for (name, bytes) in files {
            do throws(PosixError) {
                try PrivateFile.replace("\(path)/\(name)", with: bytes)
            } catch {
                throw ImportDirectoryError(description: "\(path)/\(name): \(error)")
            }
        }
    }

    private func makeDirectory() throws(ImportDirectoryError) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ImportDirectoryError(description: "\(path): the directory cannot be made")
        }
    }
}

/// Why an import cannot be written.
package struct ImportDirectoryError: Error, CustomStringConvertible {
    /// What was tried and what came of it, on one line.
    package let description: String
}
