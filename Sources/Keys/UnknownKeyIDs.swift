/// Decides what a token with a key id that nobody knows may cause: at most one fetch, then a cooldown.
///
/// Pure, like `FetchState`. Key ids are chosen by whoever sends a token, so nothing here grows beyond a bound and no
/// number of them causes more fetches than the cooldown allows.
struct UnknownKeyIDs {
    /// What the asking request is to do.
    enum Answer: Equatable {
        /// Answer now: nothing under way can bring the key.
        case giveUp
        /// Wait for the fetch that is wanted or under way.
        case join
        /// Wait for a fetch that must now be started.
        case start
    }

    /// Asked before the transfer of the key set began: what it brings is the answer to them.
    private var initiators: Set<Int> = []

    /// Asked while it was under way: it may have been answered before their key was there.
    private var joiners: Set<Int> = []

    /// Asked before a fetch that did not bring them.
    private var remembered: Set<Int> = []

    private var cooldown = Self.firstCooldown
    private var quietUntil: MonotonicTime?
    private var lastEnd: MonotonicTime?

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - keyID: The token's `kid`, or `nil` when it has none and no key verified it. Chosen by the client.
    ///   - fetch: What the issuer's fetch is doing.
    ///   - mayStart: Whether a fetch may be started; not while the issuer is failing and the schedule backs off.
    ///   - now: The time of asking.
    /// - Returns: What the request is to do; after `.start` the caller must want a fetch.
    mutating func ask(
        _ keyID: String?, during fetch: FetchState.State, mayStart: Bool, now: MonotonicTime
    ) -> Answer {
        let mark = Self.mark(keyID)
        switch fetch {
        case .fetching(.keySet):
            guard !remembered.contains(mark), Self.insert(mark, into: &joiners) else { return .giveUp }
            return .join
        case .fetching(.discovery), .wanted:
            return Self.insert(mark, into: &initiators) ? .join : .giveUp
        case .idle:
            guard mayStart, quietUntil.map({ now >= $0 }) ?? true else { return .giveUp }
            // A fetch that brought another key ended the cooldown; this one was asked for and did not come.
            if remembered.contains(mark), let lastEnd, now < lastEnd + Self.firstCooldown { return .giveUp }
            if let quietUntil, now >= quietUntil + Self.longestCooldown { cooldown = Self.firstCooldown }
            remembered.remove(mark)
            _ = Self.insert(mark, into: &initiators)
            return .start
        }
    }

    /// Notes how the fetch ended.
    ///
    /// - Parameters:
    ///   - keyIDs: The ids of the keys that the issuer has now, or `nil` when the fetch failed.
    ///   - changed: Whether the key set differs from the one before.
    ///   - now: When it ended.
    mutating func fetchEnded(bringing keyIDs: [String]?, changed: Bool, at now: MonotonicTime) {
        let marks = Set((keyIDs ?? []).map(Self.mark))
        let asked = initiators.union(joiners).union(remembered)
        if !asked.isDisjoint(with: marks) {
            // Nobody can make an issuer publish a key of that name: an honest rotation, and the next may follow.
            cooldown = Self.firstCooldown
            quietUntil = nil
        } else if !initiators.isEmpty {
            quietUntil = now + cooldown
            cooldown = min(cooldown * 2, Self.longestCooldown)
        }
        if changed { remembered = [] }
        for mark in initiators.subtracting(marks) { _ = Self.insert(mark, into: &remembered) }
        initiators = []
        joiners = []
        lastEnd = now
    }

    /// A number for a key id: what is remembered stays small however long the ids are, and the hash is seeded per
    /// process, so that nobody can aim at a collision (which would cost one request its wait, no more).
    private static func mark(_ keyID: String?) -> Int { keyID.hashValue }

    /// Notes one; false when there are too many, as no rotation makes them: a flood, which nobody waits for.
    private static func insert(_ mark: Int, into marks: inout Set<Int>) -> Bool {
        guard marks.count < mostRemembered || marks.contains(mark) else { return false }
        marks.insert(mark)
        return true
    }

    private static let mostRemembered = 1024
    private static let firstCooldown = Duration.seconds(10)
    private static let longestCooldown = Duration.seconds(300)
}
