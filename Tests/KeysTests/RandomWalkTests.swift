import JOSE
import Testing

@testable import Keys

/// A generator that repeats itself (SplitMix64), so that a failure can be looked at again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Any order of events")
struct RandomWalkTests {
    private static let timing: KeyTiming = {
        var timing = KeyTiming()
        timing.lifetime = .seconds(300)
        timing.maximumStaleness = .seconds(600)
        return timing
    }()

    private static let issuers = [
        IssuerKeyConfiguration(
            name: "plain", source: .keySet(url: "https://partner.example/keys"), timing: timing),
        IssuerKeyConfiguration(name: "discovered", source: Simulation.entra.source, timing: timing),
    ]

    @Test("keeps what is promised, over 100,000 events", arguments: [1, 2, 3, 4] as [UInt64])
    func walk(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var walk = Walk(issuers: Self.issuers)
        for _ in 0..<25_000 { walk.step(&generator) }
        #expect(walk.violations == [])
        #expect(walk.fetchCount > 100)
    }

    @Test("never asks a healthy issuer more often than the cooldown allows", arguments: [5, 6] as [UInt64])
    func cooldown(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var timing = KeyTiming()
        timing.lifetime = .seconds(86_400)
        let issuer = IssuerKeyConfiguration(
            name: "partner", source: Simulation.partner.source, timing: timing)
        let simulation = Simulation([issuer]) { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        for _ in 0..<20_000 {
            _ = simulation.ask("k\(Int.random(in: 0..<5000, using: &generator))")
            simulation.advance(.milliseconds(Int64.random(in: 0...4000, using: &generator)))
        }
        let unasked = simulation.now.milliseconds / 60_480_000
        let times = simulation.fetches.map(\.at)
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(gaps.dropFirst().allSatisfy { $0 >= .seconds(10) })
        // 10, 20, 40, 80 and 160 s, and 300 s from then on; beside them the refreshes that are due.
        #expect(Int64(times.count) <= 7 + simulation.now.milliseconds / 300_000 + unasked)
    }
}

/// A store driven by chance, and what was promised about it.
private struct Walk {
    private let store: KeyStore
    private var now = MonotonicTime(milliseconds: 0)
    private var underWay: [Int: FetchRequest] = [:]
    private var lastGood: [MonotonicTime?]
    private var waiting: [Int]
    private(set) var fetchCount = 0
    private(set) var violations: [String] = []

    init(issuers: [IssuerKeyConfiguration]) {
        store = KeyStore(issuers: issuers, now: now, random: { 0.5 })
        lastGood = issuers.map { _ in nil }
        waiting = issuers.map { _ in 0 }
    }

    mutating func step(_ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...3: ask(&generator)
        case 4...6: drive()
        case 7, 8: complete(&generator)
        default:
            let longest: Int64 = Bool.random(using: &generator) ? 2_000 : 120_000
            now = now + .milliseconds(Int64.random(in: 1...longest, using: &generator))
            drive()
        }
        for issuer in lastGood.indices { checkAge(issuer) }
    }

    /// A worker asks for the key of some rotation, past or to come, or for one that never comes.
    private mutating func ask(_ generator: inout SeededGenerator) {
        let issuer = Int.random(in: 0...1, using: &generator)
        let keyID = "k\(Int.random(in: 0..<40, using: &generator))"
        guard case .available(let set) = store.snapshot().issuers[issuer],
            !set.keys.contains(where: { $0.id == keyID })
        else { return }
        if store.unknownKeyID(keyID, issuer: issuer, now: now) == .wait { waiting[issuer] += 1 }
    }

    private mutating func drive() {
        let work = store.next(now: now)
        release(work)
        for request in work.fetches {
            fetchCount += 1
            if underWay[request.issuer] != nil { violations.append("two fetches at once") }
            underWay[request.issuer] = request
        }
        for (issuer, count) in waiting.enumerated() where count > 0 && underWay[issuer] == nil {
            violations.append("a request waits for nothing")
        }
    }

    private mutating func complete(_ generator: inout SeededGenerator) {
        guard let issuer = underWay.keys.sorted().randomElement(using: &generator),
            let request = underWay.removeValue(forKey: issuer)
        else { return }
        let answer = Self.answer(request, &generator)
        let isGood = answer.isUsable && request.document == .keySet
        if isGood { lastGood[issuer] = now }
        let work = store.completed(request, with: answer, now: now)
        if request.document == .keySet, !work.releasesWaiting { violations.append("a fetch released nobody") }
        release(work)
        drive()
    }

    private mutating func release(_ work: KeyWork) {
        guard work.releasesWaiting else { return }
        for issuer in waiting.indices where underWay[issuer] == nil { waiting[issuer] = 0 }
    }

    private mutating func checkAge(_ issuer: Int) {
        drive()
        guard case .available = store.snapshot().issuers[issuer] else { return }
        guard let good = lastGood[issuer] else { return violations.append("keys out of nowhere") }
        if now - good >= .seconds(900) { violations.append("keys beyond max-stale") }
    }

    private static func answer(
        _ request: FetchRequest, _ generator: inout SeededGenerator
    ) -> Simulation.Answer {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return Documents.refused
        case 1: return Documents.status(404)
        case 2: return Documents.status(429, FetchFields(retryAfter: "60"))
        case 3 where request.entityTag != nil: return Documents.status(304)
        default:
            guard request.document == .keySet else {
                return Documents.answer(
                    Documents.discovery(issuer: "https://login.example", keySetURL: "https://login.example/k")
                )
            }
            let keyID = "k\(Int.random(in: 0..<20, using: &generator))"
            return Documents.answer(Documents.keySet([keyID]), FetchFields(entityTag: "\"\(keyID)\""))
        }
    }
}

extension Simulation.Answer {
    fileprivate var isUsable: Bool {
        guard case .success(let response) = self else { return false }
        return response.status == 200 || response.status == 304
    }
}
