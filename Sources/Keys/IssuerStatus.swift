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

/// How many transfers ended how, and how long they took in all.
package struct FetchCounts: Sendable, Equatable {
    /// Discovery documents that were read.
    package var discoveries = 0

    /// Key sets that came, other than before or the same.
    package var keySets = 0

    /// Key sets confirmed by status 304.
    package var notModified = 0

    /// Transfers that failed, or whose document was unusable.
    package var failures = 0

    /// The time all of them took.
    package var elapsed: Duration = .zero
}
