internal import JOSE

/// The keys of one issuer that are read from files, looked at once a second.
///
/// Pure: the files are read by whoever answers a `FileCheck`.
struct FileIssuer {
    private let index: Int
    private let name: String
    private let files: KeyFiles
    private var isChecking = false
    private var dueAt: MonotonicTime
    private var keys: JWKSet?
    private var contents: [[UInt8]]?
    private var fingerprints: [FileFingerprint]?
    private var lastSuccess: MonotonicTime?
    private var lastError: String?

    init(index: Int, name: String, files: KeyFiles, now: MonotonicTime) {
        self.index = index
        self.name = name
        self.files = files
        dueAt = now
    }

    var issuerKeys: IssuerKeys {
        if let keys { return .available(keys) }
        return lastError.map { .unavailable(reason: $0) } ?? .pending
    }

    var status: IssuerStatus {
        IssuerStatus(
            name: name, keyCount: keys?.keys.count, lastSuccess: lastSuccess, lastError: lastError,
            nextDue: dueAt)
    }

    /// Takes the next look at the files, when it is time.
    mutating func next(now: MonotonicTime) -> FileCheck? {
        guard !isChecking, now >= dueAt else { return nil }
        isChecking = true
        return FileCheck(issuer: index, paths: files.paths, known: fingerprints)
    }

    /// When `next(now:)` has something to do.
    var deadline: MonotonicTime {
        isChecking ? MonotonicTime(milliseconds: .max) : dueAt
    }

    /// Makes the next look due at once, contents included.
    mutating func refresh(now: MonotonicTime) {
        fingerprints = nil
        dueAt = now
    }

    /// Takes in what a look at the files showed: all of them, or nothing.
    mutating func completed(_ result: FileCheckResult, now: MonotonicTime) -> KeyEffects {
        isChecking = false
        dueAt = now + Self.interval
        switch result {
        case .unchanged:
            if lastError == nil { lastSuccess = now }
            return KeyEffects()
        case .failed(let reason):
            // Whatever is there next is worth a look.
            fingerprints = nil
            return rejected(reason)
        case .contents(let contents, let fingerprints):
            self.fingerprints = fingerprints
            guard contents != self.contents || lastError != nil else {
                lastSuccess = now
                return KeyEffects()
            }
            return read(contents, now: now)
        }
    }

    private mutating func read(_ contents: [[UInt8]], now: MonotonicTime) -> KeyEffects {
        do throws(KeyFileError) {
            let set = try files.parse(contents)
            guard !set.keys.isEmpty else { throw KeyFileError(reason: "there is no usable key") }
            let changed = contents != self.contents
            keys = set
            self.contents = contents
            lastSuccess = now
            lastError = nil
            let event = KeyEvent.Kind.fileChanged(keyCount: set.keys.count, problems: set.problems)
            return KeyEffects(events: [event], publishes: changed, releasesWaiting: changed)
        } catch {
            return rejected("\(files.paths.joined(separator: ", ")): \(error.reason)")
        }
    }

    private mutating func rejected(_ reason: String) -> KeyEffects {
        guard lastError != reason else { return KeyEffects() }
        lastError = reason
        let isFirst = keys == nil
        return KeyEffects(
            events: [.fileRejected(reason: reason, keepsKeys: !isFirst)], publishes: isFirst,
            releasesWaiting: isFirst)
    }

    private static let interval = Duration.seconds(1)
}
