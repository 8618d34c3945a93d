/// How one issuer's keys are doing, for metrics and status pages.
package struct IssuerStatus: Sendable, Equatable {
    /// The issuer's name in the configuration.
    package let name: String

    /// How many keys are in use; `nil` when none are available.
    package var keyCount: Int?

    /// When the keys in use were last confirmed by their source.
    package var lastSuccess: MonotonicTime?

    /// Why the last fetch or read failed; `nil` when it succeeded.
    package var lastError: String?

    /// When the next fetch or read is due.
    package var nextDue: MonotonicTime?

    /// Counts since the daemon started.
    package var counts = FetchCounts()
}

/// How the transfers for one issuer ended.
package struct FetchCounts: Sendable, Equatable {
    /// Discovery documents that were read.
    package var discoveries = FetchTally()

    /// Transfers that failed, or whose document was unusable.
    package var failures = FetchTally()

    /// Key sets that came, other than before or the same.
    package var keySets = FetchTally()

    /// Key sets confirmed by status 304.
    package var notModified = FetchTally()
}

/// How many transfers ended in one way, and how long they took.
package struct FetchTally: Sendable, Equatable {
    /// How many there were.
    package private(set) var count = 0

    /// The time all of them took together.
    package private(set) var elapsed = Duration.zero

    mutating func add(_ duration: Duration) {
        count += 1
        elapsed += duration
    }
}
