/// What decides requests.
///
/// Each worker thread makes its own and calls it from that thread alone.
package protocol RequestHandler: AnyObject {
    /// Decides one request.
    ///
    /// - Parameters:
    ///   - request: The request's parameters, lent for the call.
    ///   - role: Whose dialect the answer must have.
    ///   - attempt: Whether the request may still be parked.
    /// - Returns: The answer, or that there is none yet.
    func answer<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, role: Role, attempt: Attempt
    ) -> Outcome

    /// Called when a worker has no request at hand and is about to wait for the next one.
    func idle()
}

/// The role in which a web server asks (FastCGI 1.0 section 6).
package enum Role: Hashable, Sendable {
    /// Apache and lighttpd: a 200 grants, and its `Variable-` headers go on with the request.
    case authorizer

    /// nginx: the answer is a whole CGI response.
    case responder
}

/// How often a request has been put to its handler.
package enum Attempt: Hashable, Sendable {
    /// For the first time; it may be parked.
    case first

    /// Once more after something changed; it may be parked on, until its first deadline.
    case again

    /// For the last time: its deadline has come, or too many are parked already, so parking it is no answer.
    case last
}

/// What a handler says to a request.
package enum Outcome: Hashable, Sendable {
    /// The finished answer: CGI header lines, an empty line, and the body if any.
    case answer([UInt8])

    /// Nothing can be said yet. The request is put again at every wake-up, and for the last time when
    /// `patience` has passed since it was parked first; meanwhile no thread waits.
    case park(patience: Duration)
}
