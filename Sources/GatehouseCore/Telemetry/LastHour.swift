internal import Synchronization

/// The outcomes of each of the last sixty minutes, written by one thread and read by any.
///
/// A ring with a few places more than an hour has minutes: a place is cleared only when no reader asks for it.
final class LastHour: Sendable {
    /// How many minutes are kept.
    static let minuteCount = 60

    private struct Minute: Sendable {
        let number = SharedNumber()
        let counts = OutcomeCounts()
    }

    private let ring = (0..<64).map { _ in Minute() }

    /// Counts one more; for the writing thread alone.
    ///
    /// - Parameters:
    ///   - outcome: What came of the decision.
    ///   - minute: When, in minutes of the monotonic clock.
    func add(_ outcome: DecisionOutcome, minute: Int) {
        let place = ring[minute & (ring.count - 1)]
        if place.number.value.load(ordering: .relaxed) != minute {
            place.counts.reset()
            // Whoever sees the number sees the zeros.
            place.number.value.store(minute, ordering: .releasing)
        }
        place.counts.add(outcome)
    }

    /// The counts of a minute.
    ///
    /// - Parameter minute: One of the last sixty.
    /// - Returns: `nil` when nothing was decided in it.
    func counts(ofMinute minute: Int) -> OutcomeCounts? {
        let place = ring[minute & (ring.count - 1)]
        return place.number.value.load(ordering: .acquiring) == minute ? place.counts : nil
    }
}

/// A number that threads share.
private final class SharedNumber: Sendable {
    /// The number; -1 at first, which is no minute.
    let value = Atomic(-1)
}
