internal import Keys
internal import Logging
internal import Posix
internal import Synchronization

/// The keys of one configuration and the thread that keeps them fresh.
///
/// A reload makes a new one, which takes over what the old one has fetched, and ends the old one.
final class KeyService: Sendable {
    let keys: KeyStore

    private let configurations: [IssuerKeyConfiguration]
    private let refresher: KeyRefresher
    private let thread = Mutex<WorkerThread?>(nil)

    /// Prepares the keys: reads key files and the archive, contacts nobody.
    ///
    /// - Parameters:
    ///   - configuration: Where the keys come from.
    ///   - previous: The service of the configuration before.
    ///   - writesArchive: Whether fetched keys are archived; only ever by the daemon.
    ///   - log: Where happenings are told.
    ///   - onRelease: Called when requests that wait for keys are to be judged again.
    init(
        _ configuration: Configuration, inheriting previous: KeyService?, writesArchive: Bool = true,
        log: Logger, onRelease: @escaping @Sendable () -> Void
    ) {
        configurations = Assembly.keys(of: configuration)
        keys = KeyStore(
            issuers: configurations, inheriting: previous?.keys, now: KeyRefresher.now(),
            random: { Double.random(in: 0..<1) })
        refresher = KeyRefresher(
            store: keys, userAgent: "gatehouse/\(Version.gatehouse)",
            stateDirectory: configuration.stateDirectory, writesArchive: writesArchive,
            onEvents: { events in
                for event in events { Self.tell(event, to: log) }
            },
            onRelease: onRelease)
        refresher.prepare()
    }

    /// The issuers whose key files give no keys, with the reason.
    ///
    /// An issuer whose keys are fetched and cannot be had is none of them: a reload may be the remedy.
    var unusableFiles: [(issuer: String, reason: String)] {
        zip(configurations, keys.status()).compactMap { configuration, status in
            guard case .files = configuration.source, status.keyCount == nil, let error = status.lastError
            else { return nil }
            return (status.name, error)
        }
    }

    /// Starts the thread.
    func start() throws(PosixError) {
        let refresher = refresher
        let started = try WorkerThread(name: "gatehouse-keys") {
            do { try refresher.run() } catch { fatalError("the keys' thread cannot go on: \(error)") }
        }
        thread.withLock { $0 = started }
    }

    /// Ends the thread and waits for it.
    func stop() {
        refresher.stop()
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }?.join()
    }

    private static func tell(_ event: KeyEvent, to log: Logger) {
        log.log(
            level: event.isProblem ? .warning : .notice, "\(event)", metadata: ["issuer": "\(event.issuer)"])
    }
}
