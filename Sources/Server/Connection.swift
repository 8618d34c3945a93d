internal import Posix

/// One connection that waits for something, and belongs to one worker.
final class Connection {
    /// What it waits for.
    ///
    /// Each state has its own list, in the order of deadlines.
    enum State: Int, CaseIterable {
        /// The first byte of its first request.
        case fresh

        /// The rest of a request.
        case halfRequest

        /// The first byte of another request.
        case idle

        /// The peer's end, so that it can read our last answer before the connection is gone.
        case lingering

        /// A handler's decision.
        case parked
    }

    /// A request that its handler has not decided yet.
    struct ParkedRequest {
        /// The request in records, to be put again.
        let wire: [UInt8]
        let role: Role
        let keepsConnection: Bool
    }

    var socket: FileDescriptor

    /// Its number in the worker's epoll set.
    let token: UInt64

    var admission = Admission()

    /// What came behind a parked request.
    var surplus: [UInt8] = []
    var parked: ParkedRequest?

    /// Written by the table alone, as are the next three.
    var state: State

    /// When `state` has lasted too long.
    var deadline: Duration

    /// The slots of its neighbours in the list of its state.
    var previous: Int?
    var next: Int?

    init(socket: consuming FileDescriptor, token: UInt64, state: State, deadline: Duration) {
        self.socket = socket
        self.token = token
        self.state = state
        self.deadline = deadline
    }
}
