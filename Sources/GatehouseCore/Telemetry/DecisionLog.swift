internal import JOSE
internal import JSON
internal import Policy
internal import Server

/// One line for each decision of one worker: the log at level `info`, and the audit log.
///
/// Lines are gathered and handed over together when the worker has nothing else to do, so that under load a
/// request does not cost a lock of its own. No line ever holds the token, nor the query, which may.
final class DecisionLog {
    private let settings: DecisionLogSettings
    private var sampling: AllowSampling
    private var lines: [UInt8] = []
    private var lineCount = 0

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - settings: How lines are written, and where they go.
    ///   - seed: Where the choice of allows begins.
    init(_ settings: DecisionLogSettings, seed: UInt64 = .random(in: .min ... .max)) {
        self.settings = settings
        self.sampling = AllowSampling(share: settings.allowShare, seed: seed)
    }

    /// How lines are written.
    var format: Configuration.LogFormat { settings.format }

    /// Takes note of a decision.
    ///
    /// - Parameters:
    ///   - decision: What is to be said of the decision; it may have been made for an earlier request.
    ///   - isAllow: Whether it may be left out.
    ///   - request: The request that was decided.
    ///   - time: When it was decided.
    ///   - elapsed: How long it took, in microseconds.
    func record<Parameters: RequestParameters & ~Copyable>(
        _ decision: LogFields, isAllow: Bool, of request: borrowing Parameters, at time: UnixTime,
        microseconds elapsed: Int64
    ) {
        guard !isAllow || sampling.takesNext() else { return }
        var line = LogLine(format: format, time: time, level: "info", event: "decision")
        line.fields.add(decision)
        line.add("us", elapsed)
        line.add("request", Self.text(request.value(of: .requestID)))
        line.add("client", Self.text(request.value(of: .remoteAddress)))
        line.add("method", Self.text(request.value(of: .requestMethod)))
        line.add("path", Self.text(request.value(of: .requestURI), until: UInt8(ascii: "?")))
        // The specification has nobody choose between several.
        if !request.isRepeated(.traceParent), let value = request.value(of: .traceParent),
            let trace = TraceParent(value)
        {
            line.add("trace_id", trace.traceID)
            line.add("span_id", trace.spanID)
        }
        if isAllow, sampling.share < 1 { line.add("sample_rate", fraction: sampling.share) }
        lines += line.bytes
        lineCount += 1
        if lines.count >= Self.mostBytesKept { flush() }
    }

    /// Hands over what has been gathered.
    func flush() {
        guard !lines.isEmpty else { return }
        settings.write(lines, lineCount)
        lines.removeAll(keepingCapacity: true)
        lineCount = 0
    }

    private static let mostBytesKept = 16_384

    private static func text(_ value: Span<UInt8>?, until end: UInt8? = nil) -> String? {
        guard let value else { return nil }
        var count = 0
        while count < value.count, value[count] != end { count += 1 }
        return String(copying: value.extracting(..<count)).cappedForLog
    }
}

extension Decision {
    /// What the log says of the decision, whichever request it is for.
    func logFields(format: Configuration.LogFormat) -> LogFields {
        var fields = LogFields(format: format)
        fields.add("policy", policy?.tokens.name)
        if let refusal {
            fields.add("outcome", isReportOnly ? "report" : "refuse")
            fields.add("reason", refusal.reason)
        } else {
            fields.add("outcome", "allow")
        }
        fields.add("status", Int64(status))
        fields.add("sub", subject?.cappedForLog)
        fields.add("issuer", issuer)
        fields.add("kid", keyID?.cappedForLog)
        fields.add("message", refusal?.operatorMessage)
        return fields
    }
}

extension String {
    /// The text as a line of the log holds it at the most: 256 characters of it.
    fileprivate var cappedForLog: String { cut(toScalars: 256) }
}

extension Refusal {
    /// The message for the operator, who unlike the client is told what broke.
    fileprivate var operatorMessage: String {
        if case .internalFailure(let words) = self { return "\(self): \(words)" }
        return description
    }
}

extension ParameterName {
    /// A name for the request, copied to the log line; set by the web server's administrator.
    static let requestID = ParameterName("GATEHOUSE_REQUEST_ID")

    static let remoteAddress = ParameterName("REMOTE_ADDR")
    static let requestMethod = ParameterName("REQUEST_METHOD")
    static let requestURI = ParameterName("REQUEST_URI")
}
