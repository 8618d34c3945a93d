internal import CLinux

/// What the system lets this process use.
package enum ProcessResources {
    /// How many processors can run its threads; at least one.
    package static var processorCount: Int {
        max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// Its process identifier.
    package static var processID: Int32 { getpid() }

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
