internal import JOSE
internal import Keys
internal import OpenSSL
internal import Policy
internal import Posix
package import Server

/// One worker's door: finds the answer in the cache or decides, counts it, logs it, and gives it its dialect.
///
/// A request for an endpoint is answered as such.
package final class AuthorizationHandler: RequestHandler {
    let authorizer: Authorizer
    private let endpoints: EndpointResponder
    private let log: DecisionLog?
    private let recorder: DecisionRecorder

    /// Makes a handler for one worker.
    ///
    /// - Parameters:
    ///   - inForce: Where it finds the configuration.
    ///   - decisionLog: How decisions are logged; `nil` when they are not.
    ///   - telemetry: Where decisions are counted, and what endpoints report.
    /// - Throws: When memory is short.
    package init(
        _ inForce: ConfigurationInForce, decisionLog: DecisionLogSettings?, telemetry: Telemetry
    ) throws {
        self.authorizer = try Authorizer(inForce)
        self.endpoints = EndpointResponder(inForce, telemetry)
        self.log = decisionLog.map { DecisionLog($0) }
        self.recorder = DecisionRecorder(telemetry.makeTally())
    }

    package func answer<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, role: Role, attempt: Attempt
    ) -> Outcome {
        let start = MonotonicClock.nanoseconds()
        if let name = request.value(of: .endpoint) {
            return .answer(endpoints.answer(to: request, named: name, role: role))
        }
        let time = UnixTime(seconds: WallClock.seconds())
        authorizer.takeOverChanges()
        if authorizer.mayBeTraced(request) {
            return tracedAnswer(to: request, role: role, attempt: attempt, at: time, since: start)
        }
        let key = authorizer.cacheKey(of: request, role: role)
        if let key, let cached = authorizer.cachedAnswer(to: key, at: time) {
            note(cached.counted, cached.logFields, .hit, of: request, at: time, since: start)
            return .answer(cached.bytes)
        }

        var trace = NoTrace()
        let decision = authorizer.decide(request, at: time, attempt: attempt, trace: &trace)
        if case .wait(let patience) = decision.verdict, attempt != .last { return .park(patience: patience) }
        let bytes = decision.response(cacheEnd: decision.webServerCacheEnd(at: time)).bytes(for: role)
        let fields = logFields(of: decision)
        let counted = decision.counted
        note(counted, fields, key == nil ? .none : .miss, of: request, at: time, since: start)
        if let key, let end = decision.cacheEnd(at: time) {
            authorizer.keep(bytes, counted: counted, end: end, logFields: fields, for: key)
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

    /// Counts a decision and logs it.
    func note<Parameters: RequestParameters & ~Copyable>(
        _ counted: CountedDecision, _ fields: LogFields?, _ use: WorkerTally.CacheUse,
        of request: borrowing Parameters, at time: UnixTime, since start: Int64
    ) {
        let end = MonotonicClock.nanoseconds()
        recorder.follow(generation: authorizer.generation, names: authorizer.active.policies.names)
        recorder.record(counted, use, from: start, to: end)
        guard let log, let fields else { return }
        log.record(
            fields, isAllow: counted.outcome == .allow, of: request, at: time,
            microseconds: (end - start) / 1_000)
    }
}
