internal import Synchronization

/// How long decisions took, in the steps that Prometheus wants; written by one thread and read by any.
final class LatencyHistogram: Sendable {
    /// What a histogram held at one moment, or several together.
    struct Values: Hashable, Sendable {
        /// How many took no longer than the bound of the same place and longer than the one before; the last, longer
        /// than all bounds.
        var buckets = [Int](repeating: 0, count: LatencyHistogram.bounds.count + 1)

        /// What all of them took together, in nanoseconds.
        var sum = 0

        /// How many there are.
        var count: Int { buckets.reduce(0, +) }
    }

    /// The upper bounds, in nanoseconds: a repeated answer takes a few microseconds, a signature tens to hundreds.
    static let bounds: InlineArray<18, Int> = [
        1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000,
        10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000, 1_000_000_000,
    ]

    private let buckets = InlineArray<19, Atomic<Int>> { _ in Atomic(0) }
    private let sum = Atomic(0)

    /// Counts one more; for the writing thread alone.
    ///
    /// - Parameter nanoseconds: How long it took.
    func add(_ nanoseconds: Int) {
        var place = 0
        while place < Self.bounds.count, nanoseconds > Self.bounds[place] { place += 1 }
        buckets[place].increase(by: 1)
        sum.increase(by: nanoseconds)
    }

    /// Adds what it holds to `values`.
    func add(to values: inout Values) {
        for place in buckets.indices { values.buckets[place] += buckets[place].load(ordering: .relaxed) }
        values.sum += sum.load(ordering: .relaxed)
    }
}
