package import FastCGI
package import Posix

/// Something that an operator should read about.
///
/// Each kind comes at most once a second from each worker.
package enum ServerEvent: Hashable, Sendable {
    /// Connections wait that cannot be accepted.
    case acceptFailed(ListenAddress, PosixError)

    /// There are as many connections as there may be: an old one without a request was closed.
    case connectionLimitReached(limit: Int)

    /// A connection was closed at once, because the kernel could not watch it.
    case connectionNotWatched(PosixError)

    /// A request was closed without an answer, because a handler left it undecided at its last attempt.
    case requestLeftUndecided

    /// A request was closed without an answer, because libfcgi could not be given it.
    case requestNotReadable(FastCGIError?)

    /// A peer does not speak FastCGI as we do; its connection was closed.
    case violation(AdmissionViolation)
}

extension ServerEvent: CustomStringConvertible {
    package var description: String {
        switch self {
        case .acceptFailed(let address, let error):
            "\(address): cannot accept connections: \(error)"
        case .connectionNotWatched(let error):
            "closed a connection at once: \(error)"
        case .connectionLimitReached(let limit):
            "more than \(limit) connections to one worker: closed the oldest without a request"
        case .requestLeftUndecided:
            "closed a request that nobody decided in time"
        case .requestNotReadable(let error?):
            "closed a request: \(error)"
        case .requestNotReadable(nil):
            "closed a request that libfcgi refused"
        case .violation(let violation):
            "closed a connection that does not speak FastCGI as we do: \(violation)"
        }
    }
}
