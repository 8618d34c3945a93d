internal import JSON
internal import Policy
internal import Posix
internal import Server

/// One line for each decision of one worker, at level `info`.
///
/// Lines are gathered and written together when the worker has nothing else to do, so that under load a
/// request does not cost a system call of its own. No line ever holds the token, nor the query, which may.
final class DecisionLog {
    private let format: Configuration.LogFormat
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
    ///   - decision: The decision; not one that is still to come.
    ///   - request: The request that was decided.
    ///   - moment: When it was decided.
    ///   - elapsed: How long it took, in microseconds.
    func record<Parameters: RequestParameters & ~Copyable>(
        _ decision: Decision, of request: borrowing Parameters, at moment: Moment, microseconds elapsed: Int64
    ) {
        var line = LogLine(format: format, time: moment.time, level: "info", event: "decision")
        line.add("policy", decision.policy?.tokens.name)
        if let refusal = decision.refusal {
            line.add("outcome", decision.isReportOnly ? "report" : "refuse")
            line.add("reason", refusal.reason)
        } else {
            line.add("outcome", "allow")
        }
        line.add("status", Int64(decision.status))
        line.add("sub", decision.subject.map(Self.capped))
        line.add("issuer", decision.issuer)
        line.add("kid", decision.keyID.map(Self.capped))
        line.add("us", elapsed)
        line.add("request", Self.text(request.value(of: .requestID)))
        line.add("client", Self.text(request.value(of: .remoteAddress)))
        line.add("method", Self.text(request.value(of: .requestMethod)))
        line.add("path", Self.text(request.value(of: .requestURI), until: UInt8(ascii: "?")))
        line.add("message", decision.refusal?.operatorMessage)
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

    /// The longest text from a request or a token that a line holds, in characters.
    private static let longestText = 256

    private static func capped(_ text: String) -> String {
        text.unicodeScalars.count > longestText
            ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText))) + "..." : text
    }

    private static func text(_ value: Span<UInt8>?, until end: UInt8? = nil) -> String? {
        guard let value else { return nil }
        var count = 0
        while count < value.count, value[count] != end { count += 1 }
        return capped(String(copying: value.extracting(..<count)))
    }
}

extension Refusal {
    /// The message for the operator, who unlike the client is told what broke.
    var operatorMessage: String {
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
