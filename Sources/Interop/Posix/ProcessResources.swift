internal import CLinux

/// What the system lets this process use.
package enum ProcessResources {
    /// How many processors can run its threads; at least one.
    package static var processorCount: Int {
        max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// Its process identifier.
    package static var processID: Int32 { getpid() }

    /// The processor time that it has used, its own and the kernel's for it (`CLOCK_PROCESS_CPUTIME_ID`).
    package static var processorTime: Duration {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// The memory that it has in RAM, in bytes; `nil` where there is no /proc.
    package static var residentBytes: Int? {
        let pages = SmallFile.text(at: "/proc/self/statm")?.split(separator: " ").dropFirst().first
        return pages.flatMap { Int($0) }.map { $0 * sysconf(CInt(_SC_PAGESIZE)) }
    }

    /// Raises the number of files it may have open as far as it may be raised without privilege.
    ///
    /// The usual limit of 1,024 exists for programs that use `select`; this one does not.
    package static func raiseOpenFileLimit() {
        var limit = rlimit()
        guard unsafe gatehouse_get_open_file_limit(&limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe gatehouse_set_open_file_limit(&limit)
    }
}
