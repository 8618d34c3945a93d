internal import CLinux

/// One `epoll(7)` set with the events of its last wait, for one thread.
@safe
package struct EpollSet: ~Copyable {
    /// What a descriptor is watched for.
    package enum Interest {
        /// Bytes, or the peer's end.
        case bytes

        /// The peer is gone in both directions; nothing else. A TCP peer that has only sent its FIN may
        /// still be listening, and is not told apart from one that has closed.
        case hangUp

        /// A connection to accept; of several sets that watch one listener, one is told.
        case listener
    }

    /// What happened to one descriptor.
    package struct Event {
        /// The number it was added with.
        package let token: UInt64

        /// Whether the peer is gone in both directions, so that no answer can reach it.
        package let isHungUp: Bool
    }

    private let descriptor: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>

    /// Makes an empty set.
    package init() throws(PosixError) {
        let number = try check(epoll_create1(CInt(EPOLL_CLOEXEC)), calling: "epoll_create1")
        self.descriptor = FileDescriptor(takingOwnershipOf: number)
        unsafe self.events = .allocate(capacity: Self.capacity)
    }

    deinit { unsafe events.deallocate() }

    /// Watches `descriptor`, whose events will carry `token`.
    ///
    /// Closing a descriptor takes it out again.
    package borrowing func add(
        _ descriptor: borrowing FileDescriptor, for interest: Interest, token: UInt64
    ) throws(PosixError) {
        try control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    /// Watches a descriptor of this set for something else.
    package borrowing func change(
        _ descriptor: borrowing FileDescriptor, to interest: Interest, token: UInt64
    ) throws(PosixError) {
        try control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    /// Watches `descriptor` no longer.
    package borrowing func remove(_ descriptor: borrowing FileDescriptor) throws(PosixError) {
        let status = epoll_ctl(self.descriptor.number, EPOLL_CTL_DEL, descriptor.number, nil)
        try check(status, calling: "epoll_ctl")
    }

    /// Waits for events (`epoll_wait`).
    ///
    /// - Parameter timeout: How long at most, rounded up to a millisecond; `nil` is for ever.
    /// - Returns: How many events `event(at:)` has; 0 when the time is up or a signal came.
    /// - Throws: Never, as long as the set is a set.
    package borrowing func wait(timeout: Duration?) throws(PosixError) -> Int {
        let milliseconds = timeout.map(Self.milliseconds) ?? -1
        let count = unsafe epoll_wait(descriptor.number, events, CInt(Self.capacity), milliseconds)
        if count < 0, gatehouse_errno() == EINTR { return 0 }
        return Int(try check(count, calling: "epoll_wait"))
    }

    /// One event of the last wait.
    package borrowing func event(at index: Int) -> Event {
        precondition((0..<Self.capacity).contains(index), "an epoll set has \(Self.capacity) events")
        let event = unsafe events[index]
        let gone = EPOLLHUP.rawValue | EPOLLERR.rawValue
        return unsafe Event(token: event.data.u64, isHungUp: event.events & gone != 0)
    }

    private borrowing func control(
        _ operation: CInt, _ descriptor: borrowing FileDescriptor, _ interest: Interest, _ token: UInt64
    ) throws(PosixError) {
        let mask: UInt32 =
            switch interest {
            case .bytes: EPOLLIN.rawValue
            // EPOLLHUP and EPOLLERR come unasked.
            case .hangUp: 0
            case .listener: EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue
            }
        var event = unsafe epoll_event(events: mask, data: epoll_data_t(u64: token))
        let status = unsafe epoll_ctl(self.descriptor.number, operation, descriptor.number, &event)
        try check(status, calling: "epoll_ctl")
    }

    private static func milliseconds(_ timeout: Duration) -> CInt {
        guard timeout > .zero else { return 0 }
        let (seconds, attoseconds) = timeout.components
        guard seconds < 86_400 else { return 86_400_000 }
        return CInt(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private static let capacity = 64
}
