internal import Keys
internal import Posix

/// Looks at key files for the store.
enum KeyFileReader {
    /// Reads all files of `check` when any of them has changed.
    static func look(at check: FileCheck) -> FileCheckResult {
        var path = ""
        do throws(PosixError) {
            var fingerprints: [FileFingerprint] = []
            for file in check.paths {
                path = file
                fingerprints.append(FileFingerprint(try FileContents.identity(ofFileAt: file)))
            }
            guard fingerprints != check.known else { return .unchanged }
            var contents: [[UInt8]] = []
            fingerprints = []
            for file in check.paths {
                path = file
                let read = try FileContents(ofFileAt: file, limit: sizeLimit)
                contents.append(read.bytes)
                fingerprints.append(FileFingerprint(read.identity))
            }
            return .contents(contents, fingerprints)
        } catch {
            // It is being written: the next look finds it whole.
            guard !error.isTransient else { return .unchanged }
            return .failed(reason: "\(path): \(error)")
        }
    }

    /// As for a document that is fetched.
    private static let sizeLimit = 1 << 20
}

extension FileFingerprint {
    /// The fingerprint of a file as the system describes it.
    init(_ identity: FileContents.Identity) {
        self.init(
            identity: [identity.device, identity.inode], modified: identity.modified, size: identity.size)
    }
}
