internal import CLinux

/// The signals an operator sends, read one after the other by a thread of our choice (`signalfd`).
///
/// Made before any other thread starts: a thread inherits the mask that keeps these signals from
/// interrupting it.
package struct SignalSource: ~Copyable, Sendable {
    /// A signal that means something to a daemon.
    package enum Signal: CInt, CaseIterable, Hashable, Sendable {
        /// Read the configuration again.
        case hangUp = 1

        /// Stop, from a terminal.
        case interrupt = 2

        /// Fetch all keys anew.
        case user1 = 10

        /// Stop.
        case terminate = 15
    }

    private let descriptor: FileDescriptor

    /// Blocks every `Signal` in this thread and those it will start, and ignores `SIGPIPE`.
    package init() throws(PosixError) {
        var set = sigset_t()
        _ = unsafe sigemptyset(&set)
        for signal in Signal.allCases {
            _ = unsafe sigaddset(&set, signal.rawValue)
        }
        let status = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard status == 0 else { throw PosixError(calling: "pthread_sigmask", code: status) }
        let number = try check(
            unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK)), calling: "signalfd")
        self.descriptor = FileDescriptor(takingOwnershipOf: number)
        Self.ignoreBrokenPipes()
    }

    /// Makes a write to a peer that is gone an `EPIPE` instead of the end of the process.
    package static func ignoreBrokenPipes() {
        _ = gatehouse_ignore_signal(SIGPIPE)
    }

    /// Waits for the next signal.
    ///
    /// - Parameter timeout: How long at most, in whole milliseconds; `nil` is for ever.
    /// - Returns: `nil` when the time is up.
    /// - Throws: Never, as long as the descriptor is a signalfd.
    package borrowing func next(timeout: Duration? = nil) throws(PosixError) -> Signal? {
        let deadline = timeout.map { MonotonicClock.now() + $0 }
        while true {
            var info = signalfd_siginfo()
            let count = unsafe read(descriptor.number, &info, MemoryLayout<signalfd_siginfo>.size)
            if count == MemoryLayout<signalfd_siginfo>.size { return Signal(rawValue: CInt(info.ssi_signo)) }
            guard gatehouse_errno() == EAGAIN || gatehouse_errno() == EINTR else {
                throw PosixError(calling: "read", code: gatehouse_errno())
            }
            guard try wait(until: deadline) else { return nil }
        }
    }

    /// Waits until a signal is there; false when `deadline` has passed first.
    private borrowing func wait(until deadline: Duration?) throws(PosixError) -> Bool {
        var milliseconds: CInt = -1
        if let deadline {
            let left = deadline - MonotonicClock.now()
            guard left > .zero else { return false }
            milliseconds = CInt(clamping: left / .milliseconds(1) < 1 ? 1 : Int(left / .milliseconds(1)))
        }
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        let status = unsafe poll(&entry, 1, milliseconds)
        if status < 0, gatehouse_errno() == EINTR { return true }
        try check(status, calling: "poll")
        return true
    }
}
