import JOSE
import OpenSSL
import Testing

@testable import GatehouseCore

@Suite("Design section 8: the decision cache")
struct DecisionCacheTests {
    static func key(_ number: UInt64) -> SHA256Digest {
        SHA256Digest(words: (number &* 0x9E37_79B9_7F4A_7C15, number, number, number))
    }

    static func answer(
        _ text: String = "answer", isAllowed: Bool = true, end: Int64 = 2_000, generation: UInt64 = 1
    ) -> CachedAnswer {
        CachedAnswer(
            bytes: Array(text.utf8),
            counted: CountedDecision(
                policy: 0, outcome: isAllowed ? .allow : DecisionOutcome(reason: "TokenSignatureInvalid")),
            end: UnixTime(seconds: end),
            generation: generation, logFields: nil)
    }

    static func found(_ cache: DecisionCache, _ number: UInt64, generation: UInt64 = 1, now: Int64 = 1_000)
        -> String?
    {
        cache.answer(to: key(number), generation: generation, now: UnixTime(seconds: now))
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("an answer is found until its end, under the keys it was given under")
    func holds() {
        let cache = DecisionCache(byteLimit: 1 << 20)
        cache.insert(Self.answer(end: 1_010, generation: 7), for: Self.key(1))
        #expect(Self.found(cache, 1, generation: 7, now: 1_009) == "answer")
        #expect(Self.found(cache, 1, generation: 7, now: 1_010) == nil)
        #expect(Self.found(cache, 1, generation: 8, now: 1_000) == nil)
        #expect(Self.found(cache, 2, generation: 7, now: 1_000) == nil)
        cache.insert(Self.answer("newer", generation: 8), for: Self.key(1))
        #expect(Self.found(cache, 1, generation: 8) == "newer")
        #expect(cache.statistics.entries == 1)
    }

    @Test("memory is bounded, and what is used stays before what is not", arguments: [1 << 16, 1 << 20])
    func bounds(byteLimit: Int) {
        let cache = DecisionCache(byteLimit: byteLimit)
        cache.insert(Self.answer("used"), for: Self.key(0))
        for number in 1...20_000 {
            cache.insert(Self.answer(), for: Self.key(UInt64(number)))
            #expect(Self.found(cache, 0) == "used")
        }
        #expect(cache.statistics.bytes <= byteLimit)
        #expect(cache.statistics.entries > 0)
        #expect(cache.statistics.evictions >= 20_000 - cache.statistics.entries)
    }

    @Test("a flood of refusals pushes out no permission")
    func flood() {
        let cache = DecisionCache(byteLimit: 1 << 18)
        for number in 1...100 { cache.insert(Self.answer(), for: Self.key(UInt64(number))) }
        for number in 1_000...50_000 {
            cache.insert(Self.answer("no", isAllowed: false), for: Self.key(UInt64(number)))
        }
        #expect((1...100).allSatisfy { Self.found(cache, $0) == "answer" })
        #expect(cache.statistics.bytes <= 1 << 18)
    }

    @Test("a cache without room keeps nothing, and an answer larger than the room is not kept")
    func noRoom() {
        let none = DecisionCache(byteLimit: 0)
        none.insert(Self.answer(), for: Self.key(1))
        #expect(none.statistics == CacheStatistics())
        let small = DecisionCache(byteLimit: 1 << 16)
        small.insert(Self.answer(String(repeating: "x", count: 1 << 16)), for: Self.key(1))
        #expect(small.statistics.entries == 0)
    }

    @Test("keys differ by policy, scopes, role and token, however the texts are cut")
    func keys() {
        func key(_ policy: String, _ scopes: String?, _ token: String) -> SHA256Digest {
            let scopes = scopes.map { Array($0.utf8) }
            let token = Array(token.utf8)
            guard let scopes else {
                return CacheKey.digest(policy: Array(policy.utf8), scopes: nil, token: token.span)
            }
            return CacheKey.digest(policy: Array(policy.utf8), scopes: scopes.span, token: token.span)
        }
        let keys = [
            key("p", nil, "t"), key("p", "t", ""), key("pt", nil, ""), key("p", "s", "t"),
            key("ps", nil, "t"),
            key("p", "st", ""), key("q", nil, "t"),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(key("p", "s", "t") == key("p", "s", "t"))
    }
}
