internal import CLinux

/// The clock that deadlines are measured on (`CLOCK_MONOTONIC`): it never jumps.
package enum MonotonicClock {
    /// The time since some moment before this process began.
    package static func now() -> Duration { .nanoseconds(nanoseconds()) }

    /// The same, as a plain number of nanoseconds.
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The clock that tokens are judged by: the system's idea of the date.
package enum WallClock {
    /// Whole seconds since 1970-01-01 00:00 UTC (`CLOCK_REALTIME`).
    package static func seconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }
}

/// Doing nothing for a while; for commands that wait for something, never for the daemon.
package enum Pause {
    /// Sleeps (`nanosleep`).
    package static func forMilliseconds(_ milliseconds: Int) {
        var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
        _ = unsafe nanosleep(&time, nil)
    }
}
