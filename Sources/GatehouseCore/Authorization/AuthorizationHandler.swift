internal import JOSE
internal import Keys
internal import OpenSSL
internal import Policy
internal import Posix
package import Server

/// One worker's door: finds the answer in the cache or decides, writes the log line, and gives the answer
/// its dialect.
package final class AuthorizationHandler: RequestHandler {
    let authorizer: Authorizer
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
        let start = log == nil ? 0 : MonotonicClock.nanoseconds()
        let time = UnixTime(seconds: WallClock.seconds())
        if authorizer.mayBeTraced(request) {
            return tracedAnswer(to: request, role: role, attempt: attempt, at: time, since: start)
        }
        let key = authorizer.cacheKey(of: request, role: role)
        if let key, let cached = authorizer.cachedAnswer(to: key, at: time) {
            if let fields = cached.logFields { note(fields, of: request, at: time, since: start) }
            return .answer(cached.bytes)
        }

        var trace = NoTrace()
        let decision = authorizer.decide(request, at: time, attempt: attempt, trace: &trace)
        if case .wait(let patience) = decision.verdict, attempt != .last { return .park(patience: patience) }
        let bytes = decision.response(cacheEnd: decision.webServerCacheEnd(at: time)).bytes(for: role)
        let fields = logFields(of: decision)
        if let fields { note(fields, of: request, at: time, since: start) }
        if let key, let end = decision.cacheEnd(at: time) {
            authorizer.keep(bytes, isAllowed: decision.status == 200, end: end, logFields: fields, for: key)
        }
        return .answer(bytes)
    }

    /// What the log says of a decision; `nil` when decisions are not logged.
    func logFields(of decision: Decision) -> LogFields? {
        log.map { decision.logFields(format: $0.format) }
    }

    package func idle() {
        log?.flush()
    }

    /// Takes note of a decision in the log.
    func note<Parameters: RequestParameters & ~Copyable>(
        _ fields: LogFields, of request: borrowing Parameters, at time: UnixTime, since start: Int64
    ) {
        let elapsed = (MonotonicClock.nanoseconds() - start) / 1_000
        log?.record(fields, of: request, at: time, microseconds: elapsed)
    }
}
