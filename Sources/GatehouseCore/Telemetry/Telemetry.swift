internal import JOSE
internal import Posix
package import Server
internal import Synchronization

/// What the daemon counts, for whoever reports it: each worker's decisions, reloads, and what outputs write.
package final class Telemetry: Sendable {
    /// How reloads went.
    struct Reloads: Hashable, Sendable {
        /// Configurations that were put in force after the first.
        var successes = 0

        /// Configurations that were refused, and the one before stayed.
        var failures = 0

        /// Whether the last one was put in force; the first counts.
        var isLastGood = true

        /// When a configuration was put in force last.
        var lastSuccess: UnixTime
    }

    /// When the daemon began.
    let startTime: UnixTime

    /// How many answers the caches have let go.
    let evictions = EvictionCount()

    private let tallies = Mutex<[WorkerTally]>([])
    private let reloads: Mutex<Reloads>
    private let server = Mutex<(@Sendable () -> ServerCounters)?>(nil)
    private let outputs = Mutex<[LogOutput]>([])

    /// Begins to count.
    ///
    /// - Parameter startTime: When the daemon began.
    init(startTime: UnixTime) {
        self.startTime = startTime
        reloads = Mutex(Reloads(lastSuccess: startTime))
    }

    /// Begins to count now.
    package convenience init() {
        self.init(startTime: UnixTime(seconds: WallClock.seconds()))
    }

    /// Says where the server's own counters are, once there is a server.
    package func watch(server counters: @escaping @Sendable () -> ServerCounters) {
        server.withLock { $0 = counters }
    }

    /// Makes the tally of one more worker.
    func makeTally() -> WorkerTally {
        let tally = WorkerTally()
        tallies.withLock { $0.append(tally) }
        return tally
    }

    /// Takes note of a reload.
    ///
    /// - Parameters:
    ///   - isSuccess: Whether the configuration is in force now.
    ///   - time: When that was.
    func noteReload(isSuccess: Bool, at time: UnixTime) {
        reloads.withLock { reloads in
            reloads.isLastGood = isSuccess
            if isSuccess {
                reloads.successes += 1
                reloads.lastSuccess = time
            } else {
                reloads.failures += 1
            }
        }
    }

    /// Has an output's counters reported.
    func watch(output: LogOutput) {
        outputs.withLock { $0.append(output) }
    }

    /// The workers' tallies.
    var workers: [WorkerTally] { tallies.withLock { $0 } }

    /// The server's counters; zeros before there is a server.
    var serverCounters: ServerCounters { server.withLock { $0 }?() ?? ServerCounters() }

    /// How reloads went.
    var reloadCounts: Reloads { reloads.withLock { $0 } }

    /// The outputs whose counters are reported.
    var logOutputs: [LogOutput] { outputs.withLock { $0 } }
}
