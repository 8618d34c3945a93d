package import JOSE
package import OpenSSL

/// Finished answers to requests that come again (design section 8).
///
/// What lets in and what keeps out are kept apart, so that a flood of bad tokens cannot push out the
/// answers to good ones.
package final class DecisionCache: Sendable {
    private let allowed: [CacheShard]
    private let refused: [CacheShard]
    private let evictions: EvictionCount

    /// How much memory it may take, in bytes.
    let byteLimit: Int

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - byteLimit: How much memory it may take, in bytes; 0 keeps nothing.
    ///   - evictions: Counts the answers that went for others; the same for one cache after the other.
    package init(byteLimit: Int, evictions: EvictionCount = EvictionCount()) {
        self.byteLimit = byteLimit
        self.evictions = evictions
        let forRefusals = byteLimit / 8
        let share = Self.shardCount
        allowed = (0..<share).map { _ in CacheShard(byteLimit: (byteLimit - forRefusals) / share) }
        refused = (0..<share).map { _ in CacheShard(byteLimit: forRefusals / share) }
    }

    /// Finds the answer to a request that came before.
    ///
    /// - Parameters:
    ///   - key: The request's key.
    ///   - generation: The keys in force; an answer given under others is no answer any more.
    ///   - now: The time.
    /// - Returns: The answer, or `nil` when there is none that holds now.
    package func answer(
        to key: SHA256Digest, generation: UInt64, now: UnixTime
    ) -> CachedAnswer? {
        let shard = Self.shard(of: key)
        if let found = allowed[shard].answer(to: key, generation: generation, now: now) { return found }
        return refused[shard].answer(to: key, generation: generation, now: now)
    }

    /// Keeps an answer, in the place of another if need be.
    package func insert(_ answer: CachedAnswer, for key: SHA256Digest) {
        let shard = Self.shard(of: key)
        let evicted = (answer.isAllowed ? allowed : refused)[shard].insert(answer, for: key)
        if evicted > 0 { evictions.add(evicted) }
    }

    /// What it has done so far, and holds now.
    package var statistics: CacheStatistics {
        var sum = CacheStatistics()
        for shard in allowed + refused { sum.add(shard.statistics) }
        return sum
    }

    /// Enough that workers seldom meet.
    private static let shardCount = 16

    private static func shard(of key: SHA256Digest) -> Int {
        Int(truncatingIfNeeded: key.words.1) & (shardCount - 1)
    }
}
