/// One worker's pen: counts what it decides, without a lock and without a word to other threads.
final class DecisionRecorder {
    private let tally: WorkerTally
    private var policies: [OutcomeCounts] = []
    private var generation: UInt64?

    /// Makes a pen.
    ///
    /// - Parameter tally: What it writes; nobody else does.
    init(_ tally: WorkerTally) {
        self.tally = tally
    }

    /// Takes over another configuration's policies, when there is another.
    ///
    /// - Parameters:
    ///   - generation: The configuration's number.
    ///   - names: The names of its policies, asked for only then.
    func follow(generation: UInt64, names: @autoclosure () -> [String]) {
        guard generation != self.generation else { return }
        self.generation = generation
        policies = tally.adopt(policies: names())
    }

    /// Counts a decision.
    ///
    /// - Parameters:
    ///   - decision: What was decided, under the configuration that was followed last.
    ///   - use: Whether the answer came from the cache.
    ///   - start: When the request was taken up, in nanoseconds of the monotonic clock.
    ///   - end: When it was decided.
    func record(_ decision: CountedDecision, _ use: WorkerTally.CacheUse, from start: Int64, to end: Int64) {
        if let policy = decision.policy, policy < policies.count {
            policies[policy].add(decision.outcome)
        } else {
            tally.unknownPolicy.add(decision.outcome)
        }
        tally.latency(use).add(Int(end &- start))
        tally.lastHour.add(decision.outcome, minute: Int(end / 60_000_000_000))
    }
}
