import JOSE
import Testing

@testable import Keys

@Suite("A key id that nobody knows")
struct UnknownKeyIDTests {
    /// An issuer with the key `a`, past its first fetch and an hour from the next.
    private func settled() -> Simulation {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(60))
        return simulation
    }

    @Test("causes one fetch however many ask, and is answered when it ends")
    func singleFlight() {
        let simulation = settled()
        for number in 0..<100 { #expect(simulation.ask("b\(number % 7)") == .wait) }
        simulation.advance(.milliseconds(49))
        #expect(simulation.fetches.count == 2)
        #expect(simulation.ask("c") == .wait)
        let releases = simulation.releases
        simulation.advance(.milliseconds(1))
        #expect(simulation.releases == releases + 1)
        #expect(simulation.ask("b1") == .giveUp)
        #expect(simulation.ask("c") == .giveUp)
        #expect(simulation.fetches.count == 2)
    }

    @Test("is found after a rotation, and the next rotation needs no cooldown")
    func rotations() {
        let simulation = settled()
        for round in 0..<10 {
            simulation.serve = { _ in Documents.answer(Documents.keySet(["k\(round)", "k\(round - 1)"])) }
            #expect(simulation.ask("k\(round)") == .wait)
            simulation.advance(.seconds(6))
            #expect(simulation.keys() == ["k\(round)", "k\(round - 1)"])
        }
        #expect(simulation.fetches.count == 11)
    }

    @Test("that came too late for the fetch under way may cause the next at once")
    func lateAsker() {
        let simulation = settled()
        simulation.serve = { _ in Documents.answer(Documents.keySet(["b"])) }
        #expect(simulation.ask("b") == .wait)
        simulation.advance(.milliseconds(10))
        simulation.serve = { _ in Documents.answer(Documents.keySet(["c"])) }
        #expect(simulation.ask("c") == .wait)
        simulation.advance(.milliseconds(40))
        #expect(simulation.keys() == ["b"])
        #expect(simulation.ask("c") == .wait)
        simulation.advance(.milliseconds(50))
        #expect(simulation.keys() == ["c"])
    }

    @Test("that a rotation did not bring waits ten seconds although there is no cooldown")
    func stillUnknownAfterRotation() {
        let simulation = settled()
        simulation.serve = { _ in Documents.answer(Documents.keySet(["b"])) }
        #expect(simulation.ask("nonsense") == .wait)
        #expect(simulation.ask("b") == .wait)
        simulation.advance(.milliseconds(50))
        #expect(simulation.ask("nonsense") == .giveUp)
        #expect(simulation.ask("other") == .wait)
        simulation.advance(.seconds(10))
        #expect(simulation.fetches.count == 3)
    }

    @Test("cools down for ten seconds, doubling to five minutes, and starts over after a quiet time")
    func cooldown() {
        let simulation = settled()
        var starts: [Int64] = []
        for step in 0..<2400 {
            if simulation.ask("n\(step)") == .wait, simulation.transfersUnderWay == 0 {
                starts.append(simulation.now.milliseconds / 1000)
            }
            simulation.advance(.seconds(1))
        }
        let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
        #expect(gaps.prefix(6) == [11, 21, 41, 81, 161, 301])
        #expect(gaps.dropFirst(6).allSatisfy { $0 == 301 })
        simulation.advance(.seconds(600))
        #expect(simulation.ask("later") == .wait)
        simulation.advance(.seconds(11))
        #expect(simulation.ask("later") == .wait)
    }

    @Test("floods cost the issuer no more than the cooldown allows: 20,000 in a minute are 3 fetches")
    func flood() {
        let simulation = settled()
        for number in 0..<20_000 {
            _ = simulation.ask("random-\(number)")
            simulation.advance(.milliseconds(3))
        }
        #expect(simulation.fetches.count == 1 + 3)
        #expect(simulation.keys() == ["a"])
        #expect(simulation.store.generation == 2)
    }

    @Test("floods make nobody wait once more of them wait than any rotation brings")
    func crowd() {
        let simulation = settled()
        let answers = (0..<2000).map { simulation.ask("random-\($0)") }
        #expect(answers.count { $0 == .wait } == 1024)
        #expect(simulation.ask("random-7") == .wait)
        simulation.advance(.milliseconds(10))
        #expect((2000..<4000).map { simulation.ask("random-\($0)") }.count { $0 == .wait } == 1024)
        simulation.advance(.seconds(1))
        #expect(simulation.fetches.count == 2)
    }

    @Test("causes nothing while the issuer is failing or when keys are in files")
    func notWhileFailing() {
        let simulation = settled()
        simulation.serve = { _ in Documents.refused }
        #expect(simulation.ask("b") == .wait)
        simulation.advance(.milliseconds(100))
        #expect(simulation.ask("c") == .giveUp)
        let files = Simulation([
            IssuerKeyConfiguration(name: "offline", source: .files(KeyFiles(keySetFile: "keys.json")))
        ])
        #expect(files.ask("b") == .giveUp)
    }

    @Test("is found by the retry after a failed fetch, and leaves no cooldown behind")
    func rotationDuringHiccup() {
        let simulation = settled()
        simulation.serve = { _ in Documents.refused }
        #expect(simulation.ask("b") == .wait)
        simulation.advance(.milliseconds(100))
        simulation.serve = { _ in Documents.answer(Documents.keySet(["b"])) }
        simulation.advance(.seconds(2))
        #expect(simulation.keys() == ["b"])
        #expect(simulation.ask("c") == .wait)
    }

    @Test("without a kid is bounded in the same way")
    func withoutKeyID() {
        let simulation = settled()
        #expect(simulation.ask(nil) == .wait)
        simulation.advance(.milliseconds(100))
        #expect(simulation.ask(nil) == .giveUp)
        simulation.advance(.seconds(10))
        #expect(simulation.ask(nil) == .wait)
    }

    @Test("of a megabyte is remembered like any other")
    func hugeKeyID() {
        let simulation = settled()
        let huge = String(repeating: "k", count: 1 << 20)
        #expect(simulation.ask(huge) == .wait)
        simulation.advance(.milliseconds(100))
        #expect(simulation.ask(huge) == .giveUp)
    }
}
