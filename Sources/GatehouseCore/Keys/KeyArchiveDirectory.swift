internal import JOSE
internal import Keys
internal import Posix
internal import Synchronization

/// The directory in which last good keys outlive a restart.
struct KeyArchiveDirectory: Sendable {
    private let path: String

    init(path: String) {
        self.path = path
    }

    /// The archive of one issuer, or `nil` when there is none.
    func read(issuer: String) throws(KeyFileError) -> [UInt8]? {
        let file = filePath(issuer)
        do throws(PosixError) {
            return try FileContents(ofFileAt: file, limit: Self.sizeLimit).bytes
        } catch {
            guard !error.isMissingFile else { return nil }
            throw KeyFileError(reason: "\(file): \(error)")
        }
    }

    /// Replaces the archive of one issuer.
    func write(_ entry: ArchiveEntry, date: UnixTime) throws(KeyFileError) {
        let file = filePath(entry.issuer)
        do throws(PosixError) {
            let bytes = KeyArchive.encode(entry, fetchedAt: date)
            try Self.pen.withLock { _ throws(PosixError) in try PrivateFile.replace(file, with: bytes) }
        } catch {
            throw KeyFileError(reason: "\(file): \(error)")
        }
    }

    private func filePath(_ issuer: String) -> String {
        "\(path)/\(KeyArchive.fileName(forIssuer: issuer))"
    }

    /// Held to write: during a reload two threads may have something for the same file.
    private static let pen = Mutex(())

    /// Two documents of the largest size that is fetched, and the lines before them.
    private static let sizeLimit = 3 << 20
}
