internal import Synchronization

/// How many answers the caches of this process have let go for others; goes on when a reload starts an empty cache.
package final class EvictionCount: Sendable {
    private let count = Atomic(0)

    /// Begins at zero.
    package init() {}

    /// How many so far.
    var value: Int { count.load(ordering: .relaxed) }

    /// Counts `more`.
    func add(_ more: Int) {
        count.add(more, ordering: .relaxed)
    }
}
