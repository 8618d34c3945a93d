/// How long a response says it is good (RFC 9111 section 4.2), and when to come back (RFC 9110 section 10.2.3).
struct Freshness {
    private let fields: FetchFields

    init(_ fields: FetchFields) {
        self.fields = fields
    }

    /// How long the document is to be used without asking again, within the operator's bounds.
    ///
    /// `no-store` and `no-cache` count as no freshness at all: keys are held in memory whatever the response says,
    /// and the operator's minimum keeps such a server from being asked without end.
    func lifetime(_ timing: KeyTiming) -> Duration {
        guard let seconds = secondsLeft else { return clamp(timing.lifetime, timing) }
        return clamp(.seconds(seconds), timing)
    }

    /// How long the server wants to be left alone, at most `limit`; `nil` when it does not say.
    func retryAfter(limit: Duration) -> Duration? {
        guard let text = fields.retryAfter else { return nil }
        if let seconds = Self.deltaSeconds(text) { return min(.seconds(seconds), limit) }
        guard let moment = HTTPDate(text), let date = fields.date.flatMap(HTTPDate.init) else { return nil }
        return min(.seconds(max(0, moment.seconds - date.seconds)), limit)
    }

    /// The freshness left in seconds; `nil` when the response does not say.
    private var secondsLeft: Int64? {
        let directives = (fields.cacheControl ?? "").split(separator: ",").map(Self.directive)
        if directives.contains(where: { $0.name == "no-store" || $0.name == "no-cache" }) { return 0 }
        let age = fields.age.flatMap(Self.deltaSeconds) ?? 0
        if let maximum = directives.first(where: { $0.name == "max-age" }) {
            // RFC 9111 section 4.2.1: a directive that makes no sense counts as expired.
            return max(0, (Self.deltaSeconds(maximum.value) ?? 0) - age)
        }
        guard let expires = fields.expires else { return nil }
        guard let end = HTTPDate(expires), let date = fields.date.flatMap(HTTPDate.init) else { return 0 }
        return max(0, end.seconds - date.seconds - age)
    }

    private func clamp(_ lifetime: Duration, _ timing: KeyTiming) -> Duration {
        min(max(lifetime, timing.minimumLifetime), timing.maximumLifetime)
    }

    private static func directive(_ text: Substring) -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? trimmed(parts[1]).trimmingQuotes : ""
        return (trimmed(parts[0]).lowercased(), value)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return start.prefix(0) }
        return start[...end]
    }

    /// A number of seconds (RFC 9111 section 1.2.2); what is too large counts as 2^31.
    private static func deltaSeconds(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 40, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            return nil
        }
        return min(Int64(text) ?? .max, 1 << 31)
    }
}

extension Substring {
    fileprivate var trimmingQuotes: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : String(self)
    }
}
