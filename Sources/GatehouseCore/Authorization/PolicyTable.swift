internal import Bytes
internal import Policy

/// The policies by name, found by the bytes of a request's parameter without making a string of them.
package struct PolicyTable: Sendable {
    private let buckets: [[(name: [UInt8], policy: ProtectionPolicy)]]

    /// The policies' names, and whether they only report; each policy's `position` is its place here.
    let summaries: [(name: String, isReportOnly: Bool)]

    /// Whether any of the policies shows callers how they were decided; asked before a policy is looked up.
    let hasDebugSecrets: Bool

    /// Makes a table.
    ///
    /// - Parameter policies: The policies, in the order of their positions; their names differ.
    package init(_ policies: [ProtectionPolicy]) {
        var buckets: [[(name: [UInt8], policy: ProtectionPolicy)]] = Array(
            repeating: [], count: max(1, policies.count * 2))
        for policy in policies {
            let name = Array(policy.tokens.name.utf8)
            buckets[Self.hash(name.span, count: buckets.count)].append((name, policy))
        }
        self.buckets = buckets
        self.summaries = policies.map { ($0.tokens.name, $0.mode == .report) }
        self.hasDebugSecrets = policies.contains { $0.debugSecret != nil }
    }

    /// The policies' names, by their position.
    var names: [String] { summaries.map(\.name) }

    /// The policy of that name, or `nil` when there is none.
    package func policy(named name: Span<UInt8>) -> ProtectionPolicy? {
        let bucket = buckets[Self.hash(name, count: buckets.count)]
        return bucket.first { name.isSame(as: $0.name.span) }?.policy
    }

    /// FNV-1a; the names are the operator's and so is what is looked up, so nobody can choose collisions.
    private static func hash(_ name: Span<UInt8>, count: Int) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return Int(hash % UInt64(count))
    }
}
