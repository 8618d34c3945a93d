/// When one issuer's keys are to be fetched next.
///
/// Pure: time and randomness are parameters. `FetchState` knows whether a fetch is under way; this knows when.
struct RefreshSchedule {
    /// When the next fetch is due.
    private(set) var dueAt: MonotonicTime

    /// How many fetches have failed since the last one that succeeded.
    private(set) var failures = 0

    init(dueAt: MonotonicTime) {
        self.dueAt = dueAt
    }

    /// Plans the refresh at 70 % to 80 % of the lifetime.
    ///
    /// The spread keeps many daemons, and many issuers of one daemon, from asking in step; it only ever brings the
    /// refresh forward, so that a slow fetch still ends before the keys are stale.
    ///
    /// - Parameters:
    ///   - now: When the fetch ended.
    ///   - lifetime: How long what it brought is fresh.
    ///   - random: From 0 up to, not including, 1.
    mutating func succeeded(at now: MonotonicTime, lifetime: Duration, random: Double) {
        failures = 0
        dueAt = now + lifetime * (0.8 - 0.1 * random)
    }

    /// Plans the next attempt: 1 s after the first failure, doubling to 5 min, give or take a quarter.
    ///
    /// Without keys the pause grows to 30 s only: as long as there are none, everybody is kept out, and stays
    /// so for the rest of a pause after the issuer is back.
    ///
    /// - Parameters:
    ///   - now: When the fetch ended.
    ///   - hasKeys: Whether there are keys to go on with.
    ///   - retryAfter: How long the server asks to be left alone, already bounded.
    ///   - random: From 0 up to, not including, 1.
    mutating func failed(at now: MonotonicTime, hasKeys: Bool, retryAfter: Duration?, random: Double) {
        let doublings = min(failures, Self.mostDoublings)
        failures += 1
        let longest = hasKeys ? Self.longestPause : Self.longestPauseWithoutKeys
        let pause = min(Self.firstPause * (1 << doublings), longest) * (0.75 + 0.5 * random)
        dueAt = now + max(pause, retryAfter ?? .zero)
    }

    /// Makes the next fetch due at once, because an operator asked for it.
    mutating func force(at now: MonotonicTime) {
        dueAt = min(dueAt, now)
    }

    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(300)
    private static let longestPauseWithoutKeys = Duration.seconds(30)
    private static let mostDoublings = 16

    /// The longest `Retry-After` that is honoured.
    static let longestRetryAfter = Duration.seconds(3600)
}
