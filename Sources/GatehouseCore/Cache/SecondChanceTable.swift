internal import JOSE
internal import OpenSSL

/// Answers by key, bounded in bytes; what has not been asked for since the hand came by last goes first.
///
/// Pure: no lock, no clock.
struct SecondChanceTable {
    private struct Slot {
        let key: SHA256Digest
        var answer: CachedAnswer
        var wasUsed: Bool
    }

    private let byteLimit: Int
    private var slots: [Slot] = []
    private var positions: [SHA256Digest: Int] = [:]
    private var hand = 0

    /// What it has done, and holds.
    private(set) var statistics = CacheStatistics()

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// The answer to `key`, if it still holds.
    mutating func answer(to key: SHA256Digest, generation: UInt64, now: UnixTime) -> CachedAnswer? {
        guard let position = positions[key] else { return nil }
        let answer = slots[position].answer
        guard answer.generation == generation, now < answer.end else { return nil }
        slots[position].wasUsed = true
        statistics.hits += 1
        return answer
    }

    /// Keeps `answer`, unless it is larger than all there is room for.
    mutating func insert(_ answer: CachedAnswer, for key: SHA256Digest) {
        if let position = positions[key] { remove(at: position) }
        guard answer.cost <= byteLimit else { return }
        let slot = Slot(key: key, answer: answer, wasUsed: false)
        statistics.bytes += answer.cost
        while statistics.bytes > byteLimit {
            moveHand()
            statistics.evictions += 1
            // The last one that has to go leaves its place to the newcomer.
            guard statistics.bytes - slots[hand].answer.cost > byteLimit else {
                positions[slots[hand].key] = nil
                statistics.bytes -= slots[hand].answer.cost
                positions[key] = hand
                slots[hand] = slot
                hand += 1
                return
            }
            remove(at: hand)
        }
        positions[key] = slots.count
        slots.append(slot)
        statistics.entries = slots.count
    }

    /// Lets the hand go on to the first slot that was not used since it was there last; every slot it
    /// passes loses its second chance, so it passes each at most once.
    private mutating func moveHand() {
        while true {
            if hand >= slots.count { hand = 0 }
            guard slots[hand].wasUsed else { return }
            slots[hand].wasUsed = false
            hand += 1
        }
    }

    /// Takes a slot out and puts the last one in its place.
    private mutating func remove(at position: Int) {
        let removed = slots[position]
        positions[removed.key] = nil
        statistics.bytes -= removed.answer.cost
        let last = slots.removeLast()
        if position < slots.count {
            slots[position] = last
            positions[last.key] = position
        }
        statistics.entries = slots.count
    }
}
