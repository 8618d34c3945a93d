/// The signs of life that systemd waits for: they come only while every worker gives one.
///
/// Four times within systemd's limit the workers are called, and if they have all answered the call before, systemd is
/// told. A worker that hangs answers no call, so nothing is told any more and systemd starts the daemon again.
struct Watchdog {
    /// What to do at a moment.
    enum Action: Hashable {
        /// Call the workers, and tell systemd that they have answered the last call.
        case callAndTell

        /// Call the workers again, and leave systemd without a word; these have not answered, as they had before.
        case callAndWarn([Int])

        /// Call the workers again, as some are still silent.
        case call

        /// Wait; nothing is due yet.
        case wait(Duration)
    }

    private let interval: Duration
    private var nextCall: Duration
    private var hasWarned = false

    /// Begins with a call, so that the first word to systemd is an interval away.
    ///
    /// - Parameters:
    ///   - limit: The silence after which systemd ends the daemon; its administrator controls it.
    ///   - now: The time on the clock that never jumps; the workers are called at this moment.
    init(limit: Duration, now: Duration) {
        interval = limit / Self.callsPerLimit
        nextCall = now + interval
    }

    /// Decides what to do now.
    ///
    /// - Parameters:
    ///   - now: The time on the clock that never jumps.
    ///   - silentWorkers: Who has not answered the last call; asked only when a call is due.
    /// - Returns: What is due; never `wait` with nothing to wait for.
    mutating func next(at now: Duration, silentWorkers: () -> [Int]) -> Action {
        guard now >= nextCall else { return .wait(nextCall - now) }
        // Not counted from the last call: after a long reload, or when the machine slept, calls are not made up for.
        nextCall = now + interval
        let silent = silentWorkers()
        guard !silent.isEmpty else {
            hasWarned = false
            return .callAndTell
        }
        if hasWarned { return .call }
        hasWarned = true
        return .callAndWarn(silent)
    }

    /// A worker may be a whole interval late, twice in a row, without harm.
    private static let callsPerLimit = 4
}
