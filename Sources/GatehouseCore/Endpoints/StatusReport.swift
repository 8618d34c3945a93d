internal import JOSE
internal import Keys
internal import Posix
internal import Server

/// Everything that endpoints tell, gathered at one moment.
struct StatusReport: Sendable {
    /// One policy's decisions since the start, or since its name came into the configuration.
    struct PolicyCounts: Sendable {
        /// The policy's name; `nil` for requests that named no policy that there is.
        let name: String?

        /// Whether it only reports.
        let isReportOnly: Bool

        /// How many decisions had each outcome, by its index.
        let counts: [Int]
    }

    /// The decisions of one minute.
    struct Minute: Sendable {
        /// When the minute began.
        let start: UnixTime

        /// How many decisions had each outcome, by its index.
        let counts: [Int]
    }

    /// The moment.
    let time: UnixTime

    /// When the daemon began.
    let startTime: UnixTime

    /// The issuers, in the order of the configuration.
    let issuers: [IssuerReport]

    /// The decisions by policy, in the order of the configuration; those of no policy come last.
    let policies: [PolicyCounts]

    /// The last sixty minutes, the oldest first; the last of them is not over.
    let minutes: [Minute]

    /// How long decisions took.
    let latency: [WorkerTally.CacheUse: LatencyHistogram.Values]

    /// What the cache has done and holds.
    let cache: CacheStatistics

    /// Answers that caches have let go for others.
    let evictions: Int

    /// How much the cache may hold, in bytes.
    let cacheLimit: Int

    /// The server's counters.
    let server: ServerCounters

    /// How many workers there are.
    let workerCount: Int

    /// The processor time that the process has used.
    let processorTime: Duration

    /// The memory that the process has in RAM, in bytes; `nil` where the system does not say.
    let residentBytes: Int?

    /// How reloads went.
    let reloads: Telemetry.Reloads

    /// What outputs have written, by the name of their kind.
    let outputs: [(name: String, counts: LogOutput.Counts)]

    /// Gathers a report.
    ///
    /// - Parameters:
    ///   - active: The configuration in force.
    ///   - telemetry: What has been counted.
    ///   - time: The moment.
    ///   - monotonic: The same moment, in nanoseconds of the monotonic clock.
    init(_ active: ActiveConfiguration, _ telemetry: Telemetry, at time: UnixTime, monotonic: Int64) {
        self.time = time
        startTime = telemetry.startTime
        let keys = active.keys.snapshot().issuers
        let now = MonotonicTime(milliseconds: monotonic / 1_000_000)
        issuers = active.keys.status().enumerated().map { index, status in
            IssuerReport(status, keys: index < keys.count ? keys[index] : nil, now: now)
        }
        let workers = telemetry.workers
        policies =
            active.policies.summaries.map { name, isReportOnly in
                PolicyCounts(
                    name: name, isReportOnly: isReportOnly,
                    counts: Self.sum(workers.compactMap { $0.counts(ofPolicy: name) }))
            } + [
                PolicyCounts(name: nil, isReportOnly: false, counts: Self.sum(workers.map(\.unknownPolicy)))
            ]
        minutes = Self.minutes(of: workers, at: time, monotonicSeconds: monotonic / 1_000_000_000)
        latency = Dictionary(
            uniqueKeysWithValues: WorkerTally.CacheUse.allCases.map { use in
                var values = LatencyHistogram.Values()
                for worker in workers { worker.latency(use).add(to: &values) }
                return (use, values)
            })
        cache = active.cache.statistics
        evictions = telemetry.evictions.value
        cacheLimit = active.cache.byteLimit
        server = telemetry.serverCounters
        workerCount = workers.count
        processorTime = ProcessResources.processorTime
        residentBytes = ProcessResources.residentBytes
        reloads = telemetry.reloadCounts
        outputs = telemetry.logOutputs.map { ($0.sink.name, $0.counts) }
    }

    /// How long the daemon runs, in seconds.
    var uptime: Int64 { max(0, time.seconds - startTime.seconds) }

    private static func sum(_ counts: [OutcomeCounts]) -> [Int] {
        DecisionOutcome.all.map { outcome in counts.reduce(0) { $0 + $1[outcome] } }
    }

    private static func minutes(
        of workers: [WorkerTally], at time: UnixTime, monotonicSeconds seconds: Int64
    ) -> [Minute] {
        let last = seconds / 60
        return (0..<LastHour.minuteCount).reversed().map { age in
            let minute = Int(last) - age
            let counts = minute < 0 ? [] : workers.compactMap { $0.lastHour.counts(ofMinute: minute) }
            let start = time.seconds - (seconds - (last - Int64(age)) * 60)
            return Minute(start: UnixTime(seconds: start), counts: sum(counts))
        }
    }
}
