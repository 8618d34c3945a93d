internal import JOSE
internal import OpenSSL
internal import Synchronization

/// One part of a cache, with a lock of its own.
final class CacheShard: Sendable {
    private let contents: Mutex<SecondChanceTable>

    init(byteLimit: Int) {
        contents = Mutex(SecondChanceTable(byteLimit: byteLimit))
    }

    var statistics: CacheStatistics { contents.withLock { $0.statistics } }

    func answer(to key: SHA256Digest, generation: UInt64, now: UnixTime) -> CachedAnswer? {
        contents.withLock { $0.answer(to: key, generation: generation, now: now) }
    }

    /// Keeps an answer; returns how many others had to go for it.
    func insert(_ answer: CachedAnswer, for key: SHA256Digest) -> Int {
        contents.withLock { contents in
            let before = contents.statistics.evictions
            contents.insert(answer, for: key)
            return contents.statistics.evictions - before
        }
    }
}

/// What a cache has done, and holds.
package struct CacheStatistics: Hashable, Sendable {
    /// How many answers were found.
    package var hits = 0

    /// How many had to go for others.
    package var evictions = 0

    /// How many answers it holds.
    package var entries = 0

    /// About how much memory they take, in bytes.
    package var bytes = 0

    mutating func add(_ other: CacheStatistics) {
        hits += other.hits
        evictions += other.evictions
        entries += other.entries
        bytes += other.bytes
    }
}
