/// What the store wants done; a value, so that the lock is left before any of it happens.
package struct KeyWork: Sendable {
    /// Transfers to start; each is answered with `KeyStore.completed(_:with:now:)`.
    package var fetches: [FetchRequest] = []

    /// Files to look at; each is answered with `KeyStore.completed(_:with:now:)`.
    package var fileChecks: [FileCheck] = []

    /// Entries to write to the archive.
    package var archiveEntries: [ArchiveEntry] = []

    /// What to tell the operator.
    package var events: [KeyEvent] = []

    /// Whether parked requests are to be judged again: a new snapshot is out, or a fetch they waited for has ended.
    package var releasesWaiting = false

    /// When the store is to be asked again at the latest; `nil` when it waits for answers only.
    package var deadline: MonotonicTime?
}

/// Files of one issuer to look at.
package struct FileCheck: Sendable, Equatable {
    /// The issuer's index in the store.
    package let issuer: Int

    /// The files.
    package let paths: [String]

    /// What they were like when they were last read; contents are wanted only when they are different now.
    package let known: [FileFingerprint]?
}

/// What tells one state of a file from another, with symbolic links followed.
///
/// A replacement by rename changes the inode, one by a swapped link as well, a write in place the time or the size.
package struct FileFingerprint: Sendable, Hashable {
    /// The device and inode.
    package let identity: [UInt64]

    /// The time of the last change in nanoseconds since 1970.
    package let modified: Int64

    /// The size in bytes.
    package let size: Int64

    /// Creates a fingerprint.
    package init(identity: [UInt64], modified: Int64, size: Int64) {
        self.identity = identity
        self.modified = modified
        self.size = size
    }
}

/// What a look at files showed.
package enum FileCheckResult: Sendable {
    /// New contents in the order of the paths, with what the files were like.
    case contents([[UInt8]], [FileFingerprint])
    /// The files cannot be read, for the reason given in words.
    case failed(reason: String)
    /// The files are as they were.
    case unchanged
}

/// What one issuer's step brings about, before it is gathered into a `KeyWork`.
struct KeyEffects {
    var events: [KeyEvent.Kind] = []
    var publishes = false
    var releasesWaiting = false
    var archiveEntry: ArchiveEntry?
}
