internal import Synchronization

/// How many decisions had each outcome, written by one thread and read by any.
///
/// The one writer needs no atomic addition, so counting costs what an addition in plain memory costs.
final class OutcomeCounts: Sendable {
    private let counts = InlineArray<64, Atomic<Int>> { _ in Atomic(0) }

    init() {
        precondition(DecisionOutcome.count <= counts.count, "there is a place for every outcome")
    }

    /// Counts one more; for the writing thread alone.
    func add(_ outcome: DecisionOutcome) {
        counts[outcome.index].increase(by: 1)
    }

    /// Begins at zero again; for the writing thread alone.
    func reset() {
        for index in counts.indices { counts[index].store(0, ordering: .relaxed) }
    }

    /// How many there were so far.
    subscript(outcome: DecisionOutcome) -> Int {
        counts[outcome.index].load(ordering: .relaxed)
    }
}

extension Atomic<Int> {
    /// Adds to a number that only this thread writes.
    func increase(by amount: Int) {
        store(load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }
}
