internal import FastCGI
internal import Posix
internal import Synchronization

extension Worker {
    /// Serves a request that waits whole in its socket, which is closed afterwards.
    ///
    /// - Parameters:
    ///   - socket: Where the request is, and all of it in `buffer` as well.
    ///   - role: The request's.
    ///   - isWatched: Whether the socket is in the epoll set.
    func serve(_ socket: consuming FileDescriptor, plain role: Role, isWatched: Bool) {
        guard let socket = request.accept(from: socket) else {
            counters.refusedByAdmission.add(1, ordering: .relaxed)
            note(.requestNotReadable(nil))
            return
        }
        counters.requests.add(1, ordering: .relaxed)
        hasWorked = true
        let attempt = firstAttempt
        switch (handler.answer(request, role: role, attempt: attempt), attempt) {
        case (.answer(let answer), _):
            _ = request.finish(answer, on: socket)
        case (.park, .last):
            request.forget()
            note(.requestLeftUndecided)
        case (.park(let patience), _):
            request.forget()
            // The bytes that were looked at are still there.
            let buffer = buffer
            let parked = Connection.ParkedRequest(
                wire: Array(copying: buffer.bytes), role: role, keepsConnection: false)
            keep(socket, state: .parked, deadline: now + patience, isWatched: isWatched)?.parked = parked
        }
    }

    /// Takes what has come on a connection.
    ///
    /// - Returns: Whether anything had come, if only the connection's end.
    func receive(on connection: Connection) throws(PosixError) -> Bool {
        let buffer = buffer
        if connection.state == .fresh, case .bytes = buffer.peek(at: connection.socket),
            let role = PlainRequest.role(of: buffer.bytes)
        {
            table.remove(connection)
            counters.open.store(table.count, ordering: .relaxed)
            var socket = FileDescriptor.none
            swap(&socket, &connection.socket)
            serve(socket, plain: role, isWatched: true)
            return true
        }
        switch (buffer.take(from: connection.socket), connection.state) {
        case (.nothing, _):
            return false
        case (.bytes, .lingering):
            break
        case (.bytes, _):
            try admit(buffer.bytes, on: connection)
        case (.end, _), (.failed, _):
            close(connection)
        }
        return true
    }

    /// Follows admission through bytes that have come.
    private func admit(_ bytes: Span<UInt8>, on connection: Connection) throws(PosixError) {
        var position = 0
        while true {
            let decision = connection.admission.next(in: bytes, from: &position)
            if case .needsMore = decision {
                settle(connection)
                return
            }
            guard try follow(decision, on: connection) else {
                if connection.state == .parked {
                    connection.surplus = Array(copying: bytes.extracting(position..<bytes.count))
                }
                return
            }
        }
    }

    /// Does what admission decided.
    ///
    /// - Returns: Whether to go on with the bytes behind.
    private func follow(
        _ decision: AdmissionDecision, on connection: Connection
    ) throws(PosixError) -> Bool {
        if case .request(let admitted) = decision {
            counters.requests.add(1, ordering: .relaxed)
            let waiting = Connection.ParkedRequest(
                wire: admitted.wire, role: admitted.role, keepsConnection: admitted.keepsConnection)
            return try put(waiting, on: connection, attempt: firstAttempt)
        }
        if decision.isRefusal { counters.refusedByAdmission.add(1, ordering: .relaxed) }
        switch decision {
        case .aborted(let requestID, let keepsConnection):
            return say(OwnAnswer.end(of: requestID, .requestComplete), on: connection, goOn: keepsConnection)
        case .cannotMultiplex(let requestID):
            return say(OwnAnswer.end(of: requestID, .cannotMultiplex), on: connection, goOn: true)
        case .needsMore, .request:
            return true
        case .parametersTooLarge(let requestID, let role, _):
            let answer = OwnAnswer.parametersTooLarge(requestID: requestID, role: role)
            return say(answer, on: connection, goOn: false)
        case .unknownRole(let requestID, _, let keepsConnection):
            return say(OwnAnswer.end(of: requestID, .unknownRole), on: connection, goOn: keepsConnection)
        case .unknownType(let type):
            return say(OwnAnswer.unknownType(type), on: connection, goOn: true)
        case .values(let values):
            let answer = OwnAnswer.values(values, mostConnections: mostConnections)
            return say(answer, on: connection, goOn: true)
        case .violation(let violation):
            note(.violation(violation))
            linger(connection)
            return false
        }
    }

    /// Whether a request that comes now may be parked.
    ///
    /// Half of the connections are kept for requests that need not wait, however many wait for keys.
    private var firstAttempt: Attempt {
        table.count(in: .parked) < max(1, limits.connectionsPerWorker / 2) ? .first : .last
    }

    /// Sends an answer of our own.
    ///
    /// - Returns: Whether the connection goes on.
    private func say(_ bytes: [UInt8], on connection: Connection, goOn: Bool) -> Bool {
        guard connection.socket.send(bytes) else {
            close(connection)
            return false
        }
        if !goOn { linger(connection) }
        return goOn
    }

    /// Puts a request that was taken from its socket to the handler.
    ///
    /// - Returns: Whether the connection goes on with another request.
    private func put(
        _ waiting: Connection.ParkedRequest, on connection: Connection, attempt: Attempt
    ) throws(PosixError) -> Bool {
        do throws(FastCGIError) {
            guard try request.accept(bytes: waiting.wire) else {
                return drop(connection, .requestNotReadable(nil))
            }
        } catch {
            return drop(connection, .requestNotReadable(error))
        }
        hasWorked = true
        switch (handler.answer(request, role: waiting.role, attempt: attempt), attempt) {
        case (.answer(let answer), _):
            guard request.finish(answer, on: connection.socket) else {
                close(connection)
                return false
            }
            guard waiting.keepsConnection else {
                linger(connection)
                return false
            }
            // The next request has its own time, also when a part of it has come already.
            table.move(connection, to: .idle, deadline: now + limits.idleTime)
            return true
        case (.park(let patience), .first):
            request.forget()
            connection.parked = waiting
            table.move(connection, to: .parked, deadline: now + patience)
            try epoll.change(connection.socket, to: .hangUp, token: connection.token)
            return false
        case (.park, .again):
            request.forget()
            return false
        case (.park, .last):
            request.forget()
            return drop(connection, .requestLeftUndecided)
        }
    }

    private func drop(_ connection: Connection, _ event: ServerEvent) -> Bool {
        note(event)
        close(connection)
        return false
    }

    /// Puts a parked request to the handler once more, and goes on with what came behind it.
    func putAgain(_ connection: Connection, attempt: Attempt) throws(PosixError) {
        guard let waiting = connection.parked else { return }
        let goesOn = try put(waiting, on: connection, attempt: attempt)
        if goesOn {
            connection.parked = nil
            let surplus = connection.surplus
            connection.surplus = []
            try epoll.change(connection.socket, to: .bytes, token: connection.token)
            try admit(surplus.span, on: connection)
        } else if connection.state == .lingering {
            connection.parked = nil
            try epoll.change(connection.socket, to: .bytes, token: connection.token)
        }
    }

    /// Says what a connection waits for, after all its bytes were looked at.
    private func settle(_ connection: Connection) {
        if connection.admission.isIdle {
            table.move(connection, to: .idle, deadline: now + limits.idleTime)
        } else if connection.state != .halfRequest {
            // Not moved again by later bytes: the time is for the whole request.
            table.move(connection, to: .halfRequest, deadline: now + limits.requestTime)
        }
    }
}

extension Array<UInt8> {
    /// The bytes of `span`.
    fileprivate init(copying span: Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}
