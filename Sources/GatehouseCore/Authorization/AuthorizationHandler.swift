internal import JOSE
internal import Keys
internal import Policy
internal import Posix
package import Server

/// One worker's door: decides, writes the log line, and gives the answer its dialect.
package final class AuthorizationHandler: RequestHandler {
    private let authorizer: Authorizer
    private let log: DecisionLog?

    /// Makes a handler for one worker.
    ///
    /// - Parameters:
    ///   - inForce: Where it finds the configuration.
    ///   - logFormat: How a line of the log is written; `nil` when decisions are not logged.
    /// - Throws: When memory is short.
    package init(_ inForce: ConfigurationInForce, logFormat: Configuration.LogFormat?) throws {
        self.authorizer = try Authorizer(inForce)
        self.log = logFormat.map { DecisionLog(format: $0) }
    }

    package func answer<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, role: Role, attempt: Attempt
    ) -> Outcome {
        let start = MonotonicClock.nanoseconds()
        let moment = Moment(
            time: UnixTime(seconds: WallClock.seconds()),
            monotonic: MonotonicTime(milliseconds: start / 1_000_000))
        var trace = NoTrace()
        let decision = authorizer.decide(request, at: moment, attempt: attempt, trace: &trace)
        if case .wait(let patience) = decision.verdict, attempt != .last { return .park(patience: patience) }
        if let log {
            let elapsed = (MonotonicClock.nanoseconds() - start) / 1_000
            log.record(decision, of: request, at: moment, microseconds: elapsed)
        }
        return .answer(decision.response().bytes(for: role))
    }

    package func idle() {
        log?.flush()
    }
}
