internal import Posix
internal import Synchronization

extension Worker {
    /// Begins to accept.
    func watchListeners() throws(PosixError) {
        for (index, listener) in listeners.enumerated() {
            try epoll.add(listener.descriptor, for: .listener, token: WorkerToken.listener(index))
        }
    }

    /// Accepts who waits, but not so many that another worker has nothing to do.
    ///
    /// - Returns: Whether more may be waiting.
    func accept(from listener: ListenSocket) throws(PosixError) -> Bool {
        for _ in 0..<Self.mostAcceptsPerTurn {
            guard try acceptOne(from: listener) else { return false }
        }
        return true
    }

    /// Accepts one connection and serves it at once when its request is there already.
    ///
    /// - Returns: False when nobody waits, or nobody can be accepted at present.
    func acceptOne(from listener: ListenSocket) throws(PosixError) -> Bool {
        // Everybody has a whole request: it does not help to accept one more.
        guard table.count < limits.connectionsPerWorker || oldestDispensable() != nil else {
            try pauseAccepting()
            return false
        }
        switch listener.accept() {
        case .connection(let socket):
            counters.accepted.add(1, ordering: .relaxed)
            try greet(socket)
            return true
        case .failed(let error):
            note(.acceptFailed(listener.address, error))
            // One descriptor is free after this; the next turn takes it.
            if !closeOldest() { try pauseAccepting() }
            return false
        case .nothing:
            return false
        }
    }

    /// Looks at a connection's first bytes, which have nearly always come with it.
    private func greet(_ socket: consuming FileDescriptor) throws(PosixError) {
        let buffer = buffer
        switch buffer.peek(at: socket) {
        case .bytes:
            if let role = PlainRequest.role(of: buffer.bytes) {
                serve(socket, plain: role, isWatched: false)
            } else if let connection = keep(
                socket, state: .halfRequest, deadline: now + limits.requestTime)
            {
                _ = try receive(on: connection)
            }
        case .nothing:
            _ = keep(socket, state: .fresh, deadline: now + limits.idleTime)
        case .end, .failed:
            return
        }
    }

    /// Takes a connection into the table and the epoll set.
    ///
    /// - Parameters:
    ///   - socket: The connection's.
    ///   - state: What it waits for.
    ///   - deadline: Until when.
    ///   - isWatched: Whether it is in the epoll set already, from a time as another connection.
    /// - Returns: `nil` when the kernel cannot watch it; it is closed then.
    func keep(
        _ socket: consuming FileDescriptor, state: Connection.State, deadline: Duration,
        isWatched: Bool = false
    ) -> Connection? {
        if table.count >= limits.connectionsPerWorker {
            note(.connectionLimitReached(limit: limits.connectionsPerWorker))
            _ = closeOldest()
        }
        let connection = table.insert(socket, state: state, deadline: deadline)
        do throws(PosixError) {
            let interest: EpollSet.Interest = state == .parked ? .hangUp : .bytes
            if isWatched {
                try epoll.change(connection.socket, to: interest, token: connection.token)
            } else {
                try epoll.add(connection.socket, for: interest, token: connection.token)
            }
        } catch {
            note(.connectionNotWatched(error))
            close(connection)
            return nil
        }
        counters.open.store(table.count, ordering: .relaxed)
        return connection
    }

    /// Closes a connection at once.
    func close(_ connection: Connection) {
        table.remove(connection)
        counters.open.store(table.count, ordering: .relaxed)
        connection.socket = .none
    }

    /// Says that nothing more will come, and waits a while for the peer to say the same: a close with
    /// unread bytes would reset the connection before the peer has read what we said last.
    func linger(_ connection: Connection) {
        connection.socket.endSending()
        table.move(connection, to: .lingering, deadline: now + Self.lingerTime)
    }

    /// Closes the connection that is missed least; false when every one has a whole request.
    private func closeOldest() -> Bool {
        guard let connection = oldestDispensable() else { return false }
        // One that lingers has been answered.
        if connection.state != .lingering { counters.displaced.add(1, ordering: .relaxed) }
        close(connection)
        return true
    }

    private func oldestDispensable() -> Connection? {
        table.oldest(in: .lingering) ?? table.oldest(in: .idle) ?? table.oldest(in: .fresh)
            ?? table.oldest(in: .halfRequest)
    }

    /// Leaves those who wait in the kernel's queue for a moment.
    private func pauseAccepting() throws(PosixError) {
        guard acceptPauseEnd == nil, drainDeadline == nil else { return }
        for listener in listeners { try epoll.remove(listener.descriptor) }
        acceptPauseEnd = now + Self.acceptPause
    }

    /// Accepts who waits already and nobody later; lets go of those who asked nothing.
    func beginDrain(by deadline: Duration) throws(PosixError) {
        if acceptPauseEnd == nil {
            for listener in listeners { try epoll.remove(listener.descriptor) }
        }
        acceptPauseEnd = nil
        drainDeadline = deadline
        // After the first time that nobody waits, everybody who came before now has been accepted.
        for listener in listeners {
            while try acceptOne(from: listener), MonotonicClock.now() < deadline {}
        }
        for connection in table.all(in: .fresh) {
            table.move(connection, to: .fresh, deadline: now + Self.freshGrace)
        }
    }

    /// Looks whether everything that was asked before `deadline` is answered, or nothing can be any more.
    func isDrained(by deadline: Duration) throws(PosixError) -> Bool {
        for connection in table.all(in: .idle) where try !receive(on: connection) { linger(connection) }
        if now >= deadline {
            for connection in table.all(in: .parked) { try putAgain(connection, attempt: .last) }
            for state in Connection.State.allCases {
                for connection in table.all(in: state) { close(connection) }
            }
        }
        return table.count == 0
    }

    /// Tells the operator, unless an event of this kind was told less than a second ago.
    func note(_ event: ServerEvent) {
        let kind = event.kind
        if let last = lastReports[kind], now - last < .seconds(1) { return }
        lastReports[kind] = now
        report(event)
    }

    private static var mostAcceptsPerTurn: Int { 8 }
    private static var lingerTime: Duration { .seconds(2) }
    private static var acceptPause: Duration { .milliseconds(100) }

    /// How long a drain waits for the first byte of a connection that was accepted: it may be on its way.
    private static var freshGrace: Duration { .milliseconds(500) }
}

extension ServerEvent {
    /// Tells kinds of event apart, whatever their evidence.
    fileprivate var kind: Int {
        switch self {
        case .acceptFailed: 0
        case .connectionLimitReached: 1
        case .connectionNotWatched: 2
        case .requestLeftUndecided: 3
        case .requestNotReadable: 4
        case .violation: 5
        }
    }
}
