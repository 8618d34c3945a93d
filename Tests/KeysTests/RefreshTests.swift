import JOSE
import Testing

@testable import Keys

@Suite("A refresh, a reload and the snapshot's generation")
struct RefreshTests {
    @Test("asked for while a transfer is under way, it is made once more: that answer may be from before")
    func duringTransfer() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a", "b"])) }
        simulation.advance(.seconds(1))
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.milliseconds(10))
        simulation.serve = { _ in Documents.answer(Documents.keySet(["b"])) }
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["b"])
        #expect(simulation.fetches.count == 3)
    }

    @Test("asked for during a transfer that fails, it does not wait for the pause to be over")
    func duringFailure() {
        let simulation = Simulation { _ in Documents.status(503, FetchFields(retryAfter: "600")) }
        simulation.advance(.milliseconds(10))
        simulation.store.refresh(now: simulation.now)
        simulation.serve = { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["a"])
        #expect(simulation.fetches.count == 2)
    }

    @Test("is answered in the log, though nothing changed")
    func outcome() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        _ = simulation.takeEvents()
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.milliseconds(10))
        // The first answer may be from before: the second is the one that counts.
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.seconds(5000))
        #expect(simulation.takeEvents() == [.confirmed(keyCount: 1)])
        simulation.serve = { _ in Documents.refused }
        let reason = "https://partner.example/keys: cannot connect: connection refused"
        for _ in 0..<2 {
            simulation.store.refresh(now: simulation.now)
            simulation.advance(.seconds(100))
            #expect(simulation.takeEvents() == [.failed(reason: reason, keepsKeys: true)])
        }
        #expect("\(KeyEvent(issuer: "a", kind: .confirmed(keyCount: 1)))" == "1 key is the same as before")
        #expect("\(KeyEvent(issuer: "a", kind: .confirmed(keyCount: 2)))" == "2 keys are the same as before")
    }

    @Test("reads the discovery document again, asked for while it is under way as well")
    func discovery() {
        let simulation = Simulation([Simulation.entra]) { request in
            request.document == .discovery
                ? Documents.answer(
                    Documents.discovery(issuer: "https://login.example", keySetURL: "https://keys.example/1"))
                : Documents.answer(Documents.keySet(["a"]))
        }
        simulation.advance(.milliseconds(10))
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.seconds(10))
        let documents = simulation.fetches.map(\.request.document)
        #expect(documents == [.discovery, .keySet, .discovery, .keySet])
    }

    @Test(
        "leaves the generation as it is while the key set is the same, whatever the status and the issuer's mood"
    )
    func sameKeys() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        let generation = simulation.store.generation
        var round = 0
        simulation.serve = { request in
            round += 1
            switch round % 3 {
            case 0: return Documents.answer(Documents.keySet(["a"]), FetchFields(entityTag: "\"\(round)\""))
            case 1: return Documents.status(500 + round)
            default: return request.entityTag == nil ? Documents.refused : Documents.status(304)
            }
        }
        for _ in 0..<20 {
            simulation.store.refresh(now: simulation.now)
            simulation.advance(.seconds(1))
        }
        #expect(simulation.store.status()[0].counts.notModified.count > 0)
        #expect(simulation.store.status()[0].counts.keySets.count > 5)
        #expect(simulation.store.generation == generation)
    }

    @Test("of an issuer that never answers, only the first failure is a new generation, whatever the reasons")
    func manyReasons() {
        var round = 0
        let simulation = Simulation { _ in
            round += 1
            return Documents.status(400 + round)
        }
        simulation.advance(.seconds(3600))
        #expect(round > 10)
        #expect(simulation.store.generation == 2)
        guard case .unavailable = simulation.store.snapshot().issuers[0] else {
            Issue.record("keys should be unavailable")
            return
        }
    }

    @Test(
        "of the configuration makes another max-stale count at once, for keys fetched before",
        arguments: [60, 7200])
    func maximumStaleness(seconds: Int) {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        simulation.serve = { _ in Documents.refused }
        // An hour of freshness, and half an hour beyond it.
        simulation.advance(.seconds(5400))
        var timing = KeyTiming()
        timing.maximumStaleness = .seconds(seconds)
        let partner = IssuerKeyConfiguration(
            name: "partner", source: Simulation.partner.source, timing: timing)
        let other = KeyStore(
            issuers: [partner], inheriting: simulation.store, now: simulation.now, random: { 0.5 })
        let work = other.next(now: simulation.now)
        switch other.snapshot().issuers[0] {
        case .available: #expect(seconds == 7200)
        case .pending: Issue.record("the keys should be inherited")
        case .unavailable: #expect(seconds == 60)
        }
        let reason = "https://partner.example/keys: cannot connect: connection refused"
        #expect(work.events.map(\.kind) == (seconds == 60 ? [.becameUnavailable(reason: reason)] : []))
    }
}
