internal import JOSE
internal import JSON
internal import Policy
internal import Posix
internal import Server

/// One line for each decision of one worker, at level `info`.
///
/// Lines are gathered and written together when the worker has nothing else to do, so that under load a
/// request does not cost a system call of its own. No line ever holds the token, nor the query, which may.
final class DecisionLog {
    /// How lines are written.
    let format: Configuration.LogFormat

    private let write: ([UInt8]) -> Void
    private var lines: [UInt8] = []

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - format: How a line is written.
    ///   - write: Where whole lines go, several at once.
    init(
        format: Configuration.LogFormat,
        write: @escaping ([UInt8]) -> Void = { StandardStream.error.write($0) }
    ) {
        self.format = format
        self.write = write
    }

    /// Takes note of a decision.
    ///
    /// - Parameters:
    ///   - decision: What is to be said of the decision; it may have been made for an earlier request.
    ///   - request: The request that was decided.
    ///   - time: When it was decided.
    ///   - elapsed: How long it took, in microseconds.
    func record<Parameters: RequestParameters & ~Copyable>(
        _ decision: LogFields, of request: borrowing Parameters, at time: UnixTime,
        microseconds elapsed: Int64
    ) {
        var line = LogLine(format: format, time: time, level: "info", event: "decision")
        line.fields.add(decision)
        line.add("us", elapsed)
        line.add("request", Self.text(request.value(of: .requestID)))
        line.add("client", Self.text(request.value(of: .remoteAddress)))
        line.add("method", Self.text(request.value(of: .requestMethod)))
        line.add("path", Self.text(request.value(of: .requestURI), until: UInt8(ascii: "?")))
        lines += line.bytes
        if lines.count >= Self.mostBytesKept { flush() }
    }

    /// Writes what has been gathered.
    func flush() {
        guard !lines.isEmpty else { return }
        write(lines)
        lines.removeAll(keepingCapacity: true)
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
    fileprivate var cappedForLog: String {
        let longest = 256
        guard unicodeScalars.count > longest else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(longest))) + "..."
    }
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
