package import JOSE

/// The finished answer to a request, and how long it holds.
package final class CachedAnswer: Sendable {
    /// The bytes for the web server, in the dialect of the role that asked.
    package let bytes: [UInt8]

    /// How it is counted each time.
    package let counted: CountedDecision

    /// The first second at which it holds no longer.
    package let end: UnixTime

    /// The key snapshot it was given under.
    package let generation: UInt64

    /// What the log says of it each time; `nil` when decisions are not logged.
    package let logFields: LogFields?

    package init(
        bytes: [UInt8], counted: CountedDecision, end: UnixTime, generation: UInt64, logFields: LogFields?
    ) {
        self.bytes = bytes
        self.counted = counted
        self.end = end
        self.generation = generation
        self.logFields = logFields
    }

    /// Whether it lets the request in.
    var isAllowed: Bool { counted.outcome == .allow }

    /// About how much memory it takes in a cache, in bytes: its own, and what the cache needs to find it.
    var cost: Int { bytes.count + (logFields?.byteCount ?? 0) + Self.overhead }

    /// Measured with malloc's statistics over 100,000 entries.
    private static let overhead = 320
}
