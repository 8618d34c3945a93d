internal import CLinux

/// Where a thread looks at bytes that came over a socket.
@safe
package final class ReceiveBuffer {
    /// What came.
    package enum Arrival: Hashable {
        /// This many bytes are in `bytes`.
        case bytes(Int)

        /// The peer has said its last.
        case end

        /// The connection broke.
        case failed(PosixError)

        /// Nothing yet.
        case nothing
    }

    private let storage: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private var count = 0

    /// Makes an empty buffer.
    ///
    /// - Parameter capacity: How many bytes one call takes at most.
    package init(capacity: Int) {
        precondition(capacity > 0, "a receive buffer holds at least one byte")
        unsafe self.storage = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe storage.deallocate() }

    /// The bytes of the last arrival.
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let bytes = unsafe UnsafeBufferPointer(start: storage, count: count)
            return unsafe _overrideLifetime(bytes.span, borrowing: self)
        }
    }

    /// Looks at what is there and leaves it there (`recv` with `MSG_PEEK`).
    package func peek(at socket: borrowing FileDescriptor) -> Arrival {
        receive(from: socket, flags: MSG_DONTWAIT | MSG_PEEK)
    }

    /// Takes what is there (`recv`).
    package func take(from socket: borrowing FileDescriptor) -> Arrival {
        receive(from: socket, flags: MSG_DONTWAIT)
    }

    private func receive(from socket: borrowing FileDescriptor, flags: Int) -> Arrival {
        let received = unsafe recv(socket.number, storage, capacity, CInt(flags))
        count = max(received, 0)
        if received > 0 { return .bytes(received) }
        if received == 0 { return .end }
        let code = gatehouse_errno()
        if code == EAGAIN || code == EINTR { return .nothing }
        return .failed(PosixError(calling: "recv", code: code))
    }
}
