internal import Posix

/// The connections of one worker, by number and by deadline.
final class ConnectionTable {
    private struct Slot {
        var connection: Connection?

        /// Counts the slot's connections, so that a late event does not reach the next one.
        var generation: UInt64 = 0
    }

    /// The ends of a doubly linked list, as slots.
    private struct List {
        var first: Int?
        var last: Int?
        var count = 0
    }

    private var slots: [Slot] = []
    private var vacant: [Int] = []
    private var lists = Connection.State.allCases.map { _ in List() }

    /// How many connections there are.
    var count: Int { slots.count - vacant.count }

    /// How many there are in `state`.
    func count(in state: Connection.State) -> Int { lists[state.rawValue].count }

    /// The moment at which `oldest(in:)` of some state must be looked at; `nil` when there is nothing.
    var firstDeadline: Duration? {
        var earliest: Duration?
        for list in lists {
            guard let deadline = connection(at: list.first)?.deadline else { continue }
            earliest = min(earliest ?? deadline, deadline)
        }
        return earliest
    }

    /// The connection with that number, unless it is gone.
    func connection(_ token: UInt64) -> Connection? {
        let index = Self.slot(of: token)
        guard slots.indices.contains(index), let connection = slots[index].connection else { return nil }
        return connection.token == token ? connection : nil
    }

    /// Whoever has waited longest in `state`.
    func oldest(in state: Connection.State) -> Connection? { connection(at: lists[state.rawValue].first) }

    /// Everybody in `state`, the oldest first.
    func all(in state: Connection.State) -> [Connection] {
        var connections: [Connection] = []
        var index = lists[state.rawValue].first
        while let connection = connection(at: index) {
            connections.append(connection)
            index = connection.next
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

    /// Lets go of `connection`.
    func remove(_ connection: Connection) {
        unlink(connection)
        let index = Self.slot(of: connection.token)
        slots[index].connection = nil
        vacant.append(index)
    }

    /// Puts a connection where its deadline belongs.
    ///
    /// Nearly always that is the end, since all of one state wait equally long.
    private func link(_ connection: Connection) {
        let list = connection.state.rawValue
        var before = lists[list].last
        while let candidate = self.connection(at: before), candidate.deadline > connection.deadline {
            before = candidate.previous
        }
        connection.previous = before
        connection.next =
            if let neighbour = self.connection(at: before) { neighbour.next } else { lists[list].first }
        let index = Self.slot(of: connection.token)
        setNeighbours(of: connection, next: index, previous: index)
        lists[list].count += 1
    }

    private func unlink(_ connection: Connection) {
        setNeighbours(of: connection, next: connection.next, previous: connection.previous)
        lists[connection.state.rawValue].count -= 1
    }

    /// Makes `next` follow the one before `connection`, and `previous` precede the one behind it.
    private func setNeighbours(of connection: Connection, next: Int?, previous: Int?) {
        let list = connection.state.rawValue
        if let before = self.connection(at: connection.previous) {
            before.next = next
        } else {
            lists[list].first = next
        }
        if let after = self.connection(at: connection.next) {
            after.previous = previous
        } else {
            lists[list].last = previous
        }
    }

    private func connection(at index: Int?) -> Connection? {
        index.flatMap { slots[$0].connection }
    }

    private static func slot(of token: UInt64) -> Int { Int(token & 0xffff_ffff) }
}
