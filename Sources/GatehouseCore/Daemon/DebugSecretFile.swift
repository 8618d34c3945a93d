internal import Keys
internal import Posix

/// Reads the file of a policy's `debug-secret-file`.
enum DebugSecretFile {
    /// Reads the secret: the file's first line.
    ///
    /// - Parameter path: The file; the operator controls it.
    /// - Throws: `KeyFileError` when it cannot be read, or when what it holds is easily guessed.
    /// - Returns: The secret.
    static func secret(at path: String) throws(KeyFileError) -> DebugSecret {
        let contents: [UInt8]
        do throws(PosixError) {
            contents = try FileContents(ofFileAt: path, limit: sizeLimit).bytes
        } catch {
            throw KeyFileError(reason: "debug-secret-file: \(error)")
        }
        let line = contents.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard line.count >= leastBytes, line.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw KeyFileError(
                reason:
                    "debug-secret-file: the first line must have \(leastBytes) characters or more, all of "
                    + "visible ASCII, as of: openssl rand -hex 32")
        }
        return DebugSecret(Array(line))
    }

    /// As many as make a secret that nobody can guess, if they are random.
    private static let leastBytes = 32

    private static let sizeLimit = 4096
}
