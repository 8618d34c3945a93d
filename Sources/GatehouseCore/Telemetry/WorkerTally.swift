internal import Synchronization

/// What one worker has decided, written by its `DecisionRecorder` and read by whoever reports it.
final class WorkerTally: Sendable {
    /// Whether an answer came from the cache.
    enum CacheUse: String, CaseIterable, Sendable {
        /// It did.
        case hit
        /// The cache was asked and had none.
        case miss
        /// The cache was not asked: there was no token, or the policy wants none kept.
        case none
    }

    /// The outcomes of the last hour.
    let lastHour = LastHour()

    private let hit = LatencyHistogram()
    private let miss = LatencyHistogram()
    private let none = LatencyHistogram()
    private let policies = Mutex<[String: OutcomeCounts]>([:])

    /// The outcomes of requests that named no policy that there is.
    let unknownPolicy = OutcomeCounts()

    /// How long decisions took.
    func latency(_ use: CacheUse) -> LatencyHistogram {
        switch use {
        case .hit: hit
        case .miss: miss
        case .none: none
        }
    }

    /// The outcomes under a policy; `nil` when this worker has not decided under it.
    func counts(ofPolicy name: String) -> OutcomeCounts? {
        policies.withLock { $0[name] }
    }

    /// Takes over the policies of another configuration: counts go on for those that stay.
    ///
    /// - Parameter names: The policies' names.
    /// - Returns: Their counts, in the order of the names.
    func adopt(policies names: [String]) -> [OutcomeCounts] {
        policies.withLock { policies in
            let counts = names.map { policies[$0] ?? OutcomeCounts() }
            policies = Dictionary(zip(names, counts)) { first, _ in first }
            return counts
        }
    }
}
