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

    fileprivate(set) var state: State

    /// When `state` has lasted too long.
    fileprivate(set) var deadline: Duration
    fileprivate unowned var previous: Connection?
    fileprivate unowned var next: Connection?

    fileprivate init(socket: consuming FileDescriptor, token: UInt64, state: State, deadline: Duration) {
        self.socket = socket
        self.token = token
        self.state = state
        self.deadline = deadline
    }
}

/// The connections of one worker, by number and by deadline.
final class ConnectionTable {
    private struct Slot {
        var connection: Connection?

        /// Counts the slot's connections, so that a late event does not reach the next one.
        var generation: UInt64 = 0
    }

    private struct List {
        unowned var first: Connection?
        unowned var last: Connection?
    }

    private var slots: [Slot] = []
    private var vacant: [Int] = []
    private var lists = Connection.State.allCases.map { _ in List() }

    /// How many connections there are.
    var count: Int { slots.count - vacant.count }

    /// The moment at which `oldest(in:)` of some state must be looked at; `nil` when there is nothing.
    var firstDeadline: Duration? {
        var earliest: Duration?
        for list in lists {
            guard let deadline = list.first?.deadline else { continue }
            earliest = earliest.map { min($0, deadline) } ?? deadline
        }
        return earliest
    }

    /// The connection with that number, unless it is gone.
    func connection(_ token: UInt64) -> Connection? {
        let index = Int(token & 0xffff_ffff)
        guard slots.indices.contains(index), let connection = slots[index].connection else { return nil }
        return connection.token == token ? connection : nil
    }

    /// Whoever has waited longest in `state`.
    func oldest(in state: Connection.State) -> Connection? { lists[state.rawValue].first }

    /// Everybody in `state`, the oldest first.
    func all(in state: Connection.State) -> [Connection] {
        var connections: [Connection] = []
        var next = lists[state.rawValue].first
        while let connection = next {
            connections.append(connection)
            next = connection.next
        }
        return connections
    }

    /// Takes in a connection.
    func insert(
        _ socket: consuming FileDescriptor, state: Connection.State, deadline: Duration
    ) -> Connection {
        if vacant.isEmpty {
            vacant.append(slots.count)
            slots.append(Slot())
        }
        let index = vacant.removeLast()
        slots[index].generation = (slots[index].generation + 1) & 0x7fff_ffff
        let token = slots[index].generation << 32 | UInt64(index)
        let connection = Connection(socket: socket, token: token, state: state, deadline: deadline)
        slots[index].connection = connection
        link(connection)
        return connection
    }

    /// Gives `connection` something else to wait for.
    func move(_ connection: Connection, to state: Connection.State, deadline: Duration) {
        unlink(connection)
        connection.state = state
        connection.deadline = deadline
        link(connection)
    }

    /// Lets go of `connection`; whoever held on to it last closes it.
    func remove(_ connection: Connection) {
        unlink(connection)
        let index = Int(connection.token & 0xffff_ffff)
        slots[index].connection = nil
        vacant.append(index)
    }

    /// Puts a connection where its deadline belongs: nearly always at the end, since all of one state wait
    /// equally long.
    private func link(_ connection: Connection) {
        let list = connection.state.rawValue
        var before = lists[list].last
        while let candidate = before, candidate.deadline > connection.deadline { before = candidate.previous }
        let after = if let before { before.next } else { lists[list].first }
        connection.previous = before
        connection.next = after
        if let before { before.next = connection } else { lists[list].first = connection }
        if let after { after.previous = connection } else { lists[list].last = connection }
    }

    private func unlink(_ connection: Connection) {
        let list = connection.state.rawValue
        let (before, after) = (connection.previous, connection.next)
        if let before { before.next = after } else { lists[list].first = after }
        if let after { after.previous = before } else { lists[list].last = before }
        connection.previous = nil
        connection.next = nil
    }
}
