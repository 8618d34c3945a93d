/// What one issuer's fetch is doing; at most one is under way however many ask.
///
/// Pure: no clock, no socket, no lock. A fetch is one or two transfers: the discovery document when it is due, then
/// the key set.
struct FetchState {
    enum State: Equatable {
        /// Nothing is wanted.
        case idle
        /// A transfer is under way.
        case fetching(FetchRequest.Document)
        /// The driving thread is to start the next transfer.
        case wanted
    }

    private(set) var state = State.idle

    /// Asks for a fetch; returns whether this started one.
    mutating func want() -> Bool {
        switch state {
        case .idle:
            state = .wanted
            return true
        case .fetching, .wanted:
            return false
        }
    }

    /// Takes over the wanted transfer: it is under way from now on.
    mutating func begin(_ document: FetchRequest.Document) {
        switch state {
        case .wanted: state = .fetching(document)
        case .fetching, .idle: preconditionFailure("a transfer began that nobody wanted")
        }
    }

    /// Notes that the discovery transfer ended and the key set comes next.
    mutating func wantKeySet() {
        switch state {
        case .fetching(.discovery): state = .wanted
        case .fetching(.keySet), .idle, .wanted: preconditionFailure("no discovery was under way")
        }
    }

    /// Notes that the whole fetch ended.
    mutating func end() {
        switch state {
        case .fetching: state = .idle
        case .idle, .wanted: preconditionFailure("a fetch ended that was not under way")
        }
    }
}
