internal import JOSE
internal import Keys
internal import Logging
internal import Posix
internal import Server

/// The running daemon: listeners, workers, keys, and the signals an operator sends.
package final class Daemon {
    private let path: String
    private var configuration: Configuration
    private let log: Logger
    private let logs: DaemonLogs
    private let telemetry: Telemetry
    private let signals: SignalSource
    private var keyService: KeyService
    private let inForce: ConfigurationInForce
    private let server: FastCGIServer
    private let addresses: [String]
    private var watchdog: Watchdog?

    /// Prepares everything and listens, but answers nobody yet.
    ///
    /// - Parameters:
    ///   - configuration: What the configuration file says.
    ///   - path: The file, to read it again.
    /// - Throws: `DaemonFailure`, or why a socket or a thread cannot be had.
    package convenience init(_ configuration: Configuration, path: String) throws {
        // Before any thread starts, so that all of them leave the signals to this one.
        let signals = try SignalSource()
        let telemetry = Telemetry()
        let logs = try DaemonLogs(configuration, telemetry: telemetry)
        do {
            try self.init(configuration, path: path, signals: signals, telemetry: telemetry, logs: logs)
        } catch {
            logs.end()
            throw error
        }
    }

    private init(
        _ configuration: Configuration, path: String, signals: consuming SignalSource, telemetry: Telemetry,
        logs: DaemonLogs
    ) throws {
        let log = logs.log
        ProcessResources.raiseOpenFileLimit()

        let waker = ParkedRequestWaker()
        let keyService = KeyService(configuration, inheriting: nil, log: log) { waker.wake() }
        if let failure = DaemonFailure(unusableFilesOf: keyService) { throw failure }
        let inForce = ConfigurationInForce(
            ActiveConfiguration(
                policies: try Assembly.policies(of: configuration), keys: keyService.keys,
                cacheByteLimit: configuration.decisionCacheBytes, evictions: telemetry.evictions))

        let listeners = try Listeners.open(configuration)
        let decisionLog = logs.decisions
        let server = try FastCGIServer(
            listeners: listeners, workerCount: configuration.workers ?? ProcessResources.processorCount,
            limits: ServerLimits(
                connectionsPerWorker: configuration.connectionLimit, requestTime: configuration.requestTimeout
            ),
            makeHandler: {
                try AuthorizationHandler(inForce, decisionLog: decisionLog, telemetry: telemetry)
            },
            report: { event in log.warning("\(event)") })
        waker.server = server
        // The server's workers hold on to the telemetry.
        telemetry.watch { [weak server] in server?.counters ?? ServerCounters() }

        self.path = path
        self.configuration = configuration
        self.log = log
        self.logs = logs
        self.telemetry = telemetry
        self.signals = signals
        self.keyService = keyService
        self.inForce = inForce
        self.server = server
        self.addresses = listeners.map { "\($0.address)" }
    }

    /// Answers requests until it is told to stop.
    ///
    /// - Parameter announce: Called once when it answers, with the addresses it listens on.
    /// - Throws: When a thread or a signal cannot be had.
    package func run(announce: ([String]) -> Void) throws {
        defer { logs.end() }
        try keyService.start()
        try server.start()
        let manager = ServiceNotifier()
        if !manager.notify("READY=1") { announce(addresses) }
        log.notice("ready", metadata: ["listen": "\(addresses.joined(separator: ","))"])
        StartupCode.release()
        startWatchdog()
        while true {
            guard let signal = try signals.next(timeout: watch(telling: manager)) else { continue }
            switch signal {
            case .hangUp:
                manager.notify("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.nanoseconds() / 1_000)")
                logs.reopen()
                reload()
                StartupCode.release()
                manager.notify("READY=1")
            case .user1:
                log.notice("fetching all keys anew")
                keyService.keys.refresh(now: KeyRefresher.now())
            case .interrupt, .terminate:
                manager.notify("STOPPING=1")
                stop()
                return
            }
        }
    }

    // MARK: Signs of life

    private func startWatchdog() {
        guard let limit = WatchdogLimit.ofThisProcess() else { return }
        server.callRoll()
        watchdog = Watchdog(limit: limit, now: MonotonicClock.now())
    }

    /// Does what the watchdog wants.
    ///
    /// - Returns: How long it wants nothing else; `nil` when there is none.
    private func watch(telling manager: ServiceNotifier) -> Duration? {
        while let action = watchdog?.next(
            at: MonotonicClock.now(), silentWorkers: { server.silentWorkers })
        {
            switch action {
            case .wait(let time):
                return time
            case .call:
                break
            case .callAndTell:
                manager.notify("WATCHDOG=1")
            case .callAndWarn(let workers):
                let numbers = workers.map { "\($0)" }.joined(separator: ",")
                log.error(
                    "workers do not answer, so systemd hears no sign of life",
                    metadata: ["workers": "\(numbers)"])
            }
            server.callRoll()
        }
        return nil
    }

    // MARK: Reload and stop

    /// Reads the configuration again and puts it in force, all of it or nothing.
    private func reload() {
        let reading = ConfigurationFile.load(path: path)
        for problem in reading.problems {
            log.log(
                level: problem.severity == .error ? .error : .warning, "\(problem)",
                metadata: problem.metadata)
        }
        guard let other = reading.configuration else {
            note(isReloaded: false)
            log.error("the configuration was not reloaded, the old one stays in force")
            return
        }
        let waker = ParkedRequestWaker()
        waker.server = server
        let service = KeyService(other, inheriting: keyService, log: log) { waker.wake() }
        let policies: PolicyTable
        do {
            policies = try Assembly.policies(of: other)
            if let failure = DaemonFailure(unusableFilesOf: service) { throw failure }
            try service.start()
        } catch {
            note(isReloaded: false)
            log.error("the configuration was not reloaded, the old one stays in force: \(error)")
            return
        }
        for name in configuration.namesOfFixedSettings(changedIn: other) {
            log.warning("a new value takes effect after a restart", metadata: ["setting": "\(name)"])
        }
        inForce.replace(
            with: ActiveConfiguration(
                policies: policies, keys: service.keys, cacheByteLimit: other.decisionCacheBytes,
                evictions: telemetry.evictions))
        server.wake()
        keyService.stop()
        keyService = service
        configuration = other
        note(isReloaded: true)
        log.notice("the configuration was reloaded")
    }

    /// Counts a reload; before the log tells of it, so that whoever reads the log finds it counted.
    private func note(isReloaded: Bool) {
        telemetry.noteReload(isSuccess: isReloaded, at: UnixTime(seconds: WallClock.seconds()))
    }

    /// Answers what has come and ends.
    private func stop() {
        log.notice("stopping")
        server.drain(within: Self.patience)
        server.join()
        keyService.stop()
        log.notice("stopped")
    }

    /// How long requests that have begun may take to end.
    private static let patience = Duration.seconds(10)
}

extension Problem {
    fileprivate var metadata: Logger.Metadata {
        hint.map { ["hint": "\($0)"] } ?? [:]
    }
}

extension Configuration {
    /// The settings that only a start takes over, as far as they differ in `other`.
    fileprivate func namesOfFixedSettings(changedIn other: Configuration) -> [String] {
        [
            ("listen", listen != other.listen), ("socket-mode", socketMode != other.socketMode),
            ("socket-group", socketGroup != other.socketGroup), ("workers", workers != other.workers),
            ("log-level", logLevel != other.logLevel), ("log-format", logFormat != other.logFormat),
            ("audit-log", auditLog != other.auditLog),
            ("audit-sample-allows", auditSampleAllows != other.auditSampleAllows),
            ("request-timeout", requestTimeout != other.requestTimeout),
            ("connection-limit", connectionLimit != other.connectionLimit),
        ].filter(\.1).map(\.0)
    }
}
