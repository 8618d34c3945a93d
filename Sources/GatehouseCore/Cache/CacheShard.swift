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

    func insert(_ answer: CachedAnswer, for key: SHA256Digest) {
        contents.withLock { $0.insert(answer, for: key) }
    }
}

/// What a cache has done, and holds.
package struct CacheStatistics: Hashable, Sendable {
    package var hits = 0
    package var evictions = 0
    package var entries = 0
    package var bytes = 0

    mutating func add(_ other: CacheStatistics) {
        hits += other.hits
        evictions += other.evictions
        entries += other.entries
        bytes += other.bytes
    }
}
