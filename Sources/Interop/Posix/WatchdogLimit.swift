internal import CLinux

/// How often systemd wants to hear that a service is alive (`WatchdogSec=`, `sd_watchdog_enabled(3)`).
package enum WatchdogLimit {
    /// The longest silence that is taken for life; `nil` when nobody waits for signs of it.
    ///
    /// systemd names it in `WATCHDOG_USEC`, and in `WATCHDOG_PID` the process it waits for: a child that has inherited
    /// the variables is not meant.
    package static func ofThisProcess() -> Duration? {
        limit(
            microseconds: Environment.value(of: "WATCHDOG_USEC"),
            processID: Environment.value(of: "WATCHDOG_PID"), ownProcessID: getpid())
    }

    /// The same, with everything it depends on as a parameter.
    ///
    /// - Parameters:
    ///   - microseconds: `WATCHDOG_USEC`; whoever starts the daemon controls it.
    ///   - processID: `WATCHDOG_PID`; without it, everybody is meant.
    ///   - ownProcessID: Who we are.
    /// - Returns: `nil` for somebody else's limit, and for what is no number of microseconds.
    package static func limit(microseconds: String?, processID: String?, ownProcessID: Int32) -> Duration? {
        guard let count = microseconds.flatMap({ Int64($0) }), count > 0 else { return nil }
        if let processID, Int32(processID) != ownProcessID { return nil }
        return .microseconds(count)
    }
}
