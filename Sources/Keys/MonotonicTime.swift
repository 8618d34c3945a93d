/// A moment on a clock that never goes back, in milliseconds since a start of its owner's choosing.
///
/// Fetches are scheduled and keys age by this clock, so that setting the host's time neither revives old keys nor
/// drops good ones. A parameter everywhere in this module: nothing here reads a clock.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Milliseconds since the clock's start.
    package let milliseconds: Int64

    /// Makes the moment `milliseconds` after the clock's start.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Orders earlier before later.
    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `duration` later, or the last there is.
    package static func + (left: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(duration.milliseconds)
        return MonotonicTime(milliseconds: overflow ? .max : sum)
    }

    /// The time from `earlier` to `later`.
    package static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// The duration in whole milliseconds, cut to what fits.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, -Self.mostSeconds), Self.mostSeconds)
        return whole * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// A hundred years: more than any clock here runs.
    private static let mostSeconds: Int64 = 3_155_760_000
}
