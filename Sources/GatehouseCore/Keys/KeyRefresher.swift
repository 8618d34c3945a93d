internal import Curl
internal import JOSE
package import Keys
internal import Posix
internal import Synchronization

/// The one thread's work that keeps keys fresh: fetches, looks at files, writes the archive.
///
/// `run()` is the body of that thread. What happened goes to `onEvents` and `onRelease`, on that thread and outside
/// every lock. When nothing is due it sleeps in libcurl, and a worker that meets an unknown key wakes it.
package final class KeyRefresher: Sendable {
    private struct Control {
        var isStopping = false
        var waker: TransferWaker?

        /// Why each issuer's archive was not written when it was last tried.
        var archiveProblems: [String: String] = [:]
    }

    private let store: KeyStore
    private let userAgent: String
    private let archive: KeyArchiveDirectory?
    private let writesArchive: Bool
    private let onEvents: @Sendable ([KeyEvent]) -> Void
    private let onRelease: @Sendable () -> Void
    private let control = Mutex(Control())

    /// Creates a refresher that is not yet running.
    ///
    /// - Parameters:
    ///   - store: The keys.
    ///   - userAgent: The `User-Agent` of its requests, for example `gatehouse/1.0`.
    ///   - stateDirectory: Where last good keys are kept; `nil` for nowhere.
    ///   - writesArchive: Whether what is fetched is kept there.
    ///   - onEvents: Takes what is worth a line in the log.
    ///   - onRelease: Has parked requests judged again.
    package init(
        store: KeyStore, userAgent: String, stateDirectory: String?, writesArchive: Bool = true,
        onEvents: @escaping @Sendable ([KeyEvent]) -> Void, onRelease: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.userAgent = userAgent
        archive = stateDirectory.map(KeyArchiveDirectory.init)
        self.writesArchive = writesArchive
        self.onEvents = onEvents
        self.onRelease = onRelease
    }

    /// The time by which the store is asked; the same for every thread.
    package static func now() -> MonotonicTime {
        MonotonicTime(milliseconds: MonotonicClock.nanoseconds() / 1_000_000)
    }

    /// Reads key files and archived keys, so that they serve from the first request on.
    ///
    /// Contacts nobody. To be called once before `run()`, by whoever starts the daemon.
    package func prepare() {
        for issuer in store.archivedIssuers {
            guard let archive else { break }
            do throws(KeyFileError) {
                guard let bytes = try archive.read(issuer: issuer.name) else { continue }
                let date = UnixTime(seconds: WallClock.seconds())
                report(store.restore(bytes, issuer: issuer.index, date: date, now: Self.now()))
            } catch {
                onEvents([KeyEvent(issuer: issuer.name, kind: .archiveRejected(reason: error.reason))])
            }
        }
        for check in store.initialFileChecks(now: Self.now()) { look(at: check) }
    }

    /// Keeps the keys fresh until `stop()` is called.
    ///
    /// - Throws: When libcurl cannot be used, which no retry mends.
    package func run() throws {
        let transfers = try Transfers(userAgent: userAgent)
        let waker = transfers.waker
        control.withLock { $0.waker = waker }
        store.setDriverWaker { waker.wake() }
        defer {
            store.setDriverWaker(nil)
            control.withLock { $0.waker = nil }
        }
        while !control.withLock({ $0.isStopping }) {
            let work = store.next(now: Self.now())
            start(work, with: transfers)
            guard work.fileChecks.isEmpty else { continue }
            try transfers.wait(for: work.deadline.map { max(.zero, $0 - Self.now()) } ?? Self.longestWait)
        }
    }

    /// Ends `run()` soon, from any thread; transfers under way are dropped.
    package func stop() {
        let waker = control.withLock { control in
            control.isStopping = true
            return control.waker
        }
        waker?.wake()
    }

    // MARK: Work

    private func start(_ work: KeyWork, with transfers: Transfers) {
        report(work)
        for request in work.fetches {
            transfers.start(TransferRequest(request)) { [self] finished in
                let result = FetchResult.of(finished)
                report(store.completed(request, with: result, now: Self.now()))
            }
        }
        for check in work.fileChecks { look(at: check) }
    }

    private func look(at check: FileCheck) {
        report(store.completed(check, with: KeyFileReader.look(at: check), now: Self.now()))
    }

    private func report(_ work: KeyWork) {
        var events = work.events
        for entry in work.archiveEntries {
            if let event = write(entry) { events.append(event) }
        }
        if !events.isEmpty { onEvents(events) }
        if work.releasesWaiting { onRelease() }
    }

    /// Writes one archive; returns what to tell, which a disk that stays full causes once only.
    private func write(_ entry: ArchiveEntry) -> KeyEvent? {
        guard let archive, writesArchive else { return nil }
        var problem: String?
        do throws(KeyFileError) {
            try archive.write(entry, date: UnixTime(seconds: WallClock.seconds()))
        } catch {
            problem = error.reason
        }
        let isNews = control.withLock { control in
            defer { control.archiveProblems[entry.issuer] = problem }
            return control.archiveProblems[entry.issuer] != problem
        }
        guard isNews, let problem else { return nil }
        return KeyEvent(issuer: entry.issuer, kind: .archiveNotWritten(reason: problem))
    }

    private static let longestWait = Duration.seconds(60)
}
