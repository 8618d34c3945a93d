import JOSE
import Testing

@testable import Keys

@Suite("The archive of last good keys")
struct KeyArchiveTests {
    private static let date = UnixTime(seconds: 1_800_000_000)

    /// What a daemon wrote after its first fetch.
    private func archive(of configuration: IssuerKeyConfiguration) throws -> [UInt8] {
        let simulation = Simulation([configuration]) { request in
            request.document == .discovery
                ? Documents.answer(
                    Documents.discovery(issuer: "https://login.example", keySetURL: "https://login.example/k")
                )
                : Documents.answer(Documents.keySet(["a"]))
        }
        simulation.advance(.seconds(1))
        return KeyArchive.encode(try #require(simulation.archived.last), fetchedAt: Self.date)
    }

    @Test(
        "serves at once while the issuer is down, and no longer than max-stale",
        arguments: [Simulation.partner, Simulation.entra])
    func restore(configuration: IssuerKeyConfiguration) throws {
        let bytes = try archive(of: configuration)
        let simulation = Simulation([configuration])
        let date = UnixTime(seconds: Self.date.seconds + 3600)
        let work = simulation.store.restore(bytes, issuer: 0, date: date, now: simulation.now)
        #expect(work.events.map(\.kind) == [.restored(keyCount: 1, age: .seconds(3600))])
        #expect(work.releasesWaiting)
        #expect(simulation.keys() == ["a"])
        simulation.advance(.seconds(86_399))
        #expect(simulation.keys() == ["a"])
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == nil)
    }

    @Test("keeps what the metadata said its issuer is, for a start while it cannot be asked")
    func metadataIssuer() throws {
        let learning = IssuerKeyConfiguration(
            name: "b2c", source: .discovery(url: "https://login.example/metadata", issuer: .any))
        let bytes = try archive(of: learning)
        let simulation = Simulation([learning])
        #expect(simulation.store.snapshot().metadataIssuers == [nil])
        let work = simulation.store.restore(bytes, issuer: 0, date: Self.date, now: simulation.now)
        #expect(work.events.map(\.kind) == [.restored(keyCount: 1, age: .zero)])
        #expect(simulation.store.snapshot().metadataIssuers == ["https://login.example"])
        // The same document is no good where another issuer is expected.
        let pinned = IssuerKeyConfiguration(
            name: "b2c", source: .discovery(url: "https://login.example/metadata", issuer: .anyTenant))
        let other = Simulation([pinned])
        let rejection = other.store.restore(bytes, issuer: 0, date: Self.date, now: other.now)
        #expect(
            rejection.events.map(\.kind) == [
                .archiveRejected(reason: "it was written for another configuration of this issuer")
            ])
    }

    @Test("is replaced by what the issuer says, as soon as it answers")
    func refetch() throws {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["b"])) }
        let bytes = try archive(of: Simulation.partner)
        _ = simulation.store.restore(bytes, issuer: 0, date: Self.date, now: simulation.now)
        simulation.advance(.milliseconds(50))
        #expect(simulation.keys() == ["b"])
        let work = simulation.store.restore(bytes, issuer: 0, date: Self.date, now: simulation.now)
        #expect(work.events == [])
        #expect(simulation.keys() == ["b"])
    }

    @Test("is ignored when it is too old, from the future, or another configuration's")
    func rejected() throws {
        let bytes = try archive(of: Simulation.partner)
        func reason(_ configuration: IssuerKeyConfiguration, seconds: Int64) -> KeyEvent.Kind? {
            let simulation = Simulation([configuration])
            let date = UnixTime(seconds: Self.date.seconds + seconds)
            let work = simulation.store.restore(bytes, issuer: 0, date: date, now: simulation.now)
            #expect(simulation.keys() == nil)
            return work.events.first?.kind
        }
        #expect(
            reason(Simulation.partner, seconds: 90_000)
                == .archiveRejected(reason: "the keys in it are too old"))
        #expect(
            reason(Simulation.partner, seconds: -1)
                == .archiveRejected(reason: "its time is later than this host's"))
        #expect(
            reason(Simulation.entra, seconds: 0)
                == .archiveRejected(reason: "it was written for another configuration of this issuer"))
    }

    @Test("is ignored when it is cut anywhere or any byte of it is changed")
    func damaged() throws {
        let bytes = try archive(of: Simulation.entra)
        let damaged = KeyEvent.Kind.archiveRejected(reason: "the file is damaged")
        func outcome(_ bytes: [UInt8]) -> KeyEvent.Kind? {
            let store = KeyStore(
                issuers: [Simulation.entra], now: MonotonicTime(milliseconds: 0), random: { 0 })
            let now = MonotonicTime(milliseconds: 0)
            return store.restore(bytes, issuer: 0, date: Self.date, now: now).events.first?.kind
        }
        for count in bytes.indices { #expect(outcome(Array(bytes.prefix(count))) == damaged) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(outcome(changed) == damaged)
        }
    }

    @Test("has a file of its own per issuer, whatever its name")
    func fileNames() {
        #expect(KeyArchive.fileName(forIssuer: "entra-1") == "entra-1.keys")
        #expect(KeyArchive.fileName(forIssuer: "../a/ä") == "%2E%2E%2Fa%2F%C3%A4.keys")
    }
}

@Suite("A reload")
struct InheritanceTests {
    @Test("keeps the keys of an issuer that is reached in the same way, and asks nobody")
    func inherits() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        let store = KeyStore(
            issuers: [Simulation.entra, Simulation.partner], inheriting: simulation.store,
            now: simulation.now,
            random: { 0 })
        guard case .available = store.snapshot().issuers[1], case .pending = store.snapshot().issuers[0]
        else {
            Issue.record("only the known issuer's keys should be there")
            return
        }
        #expect(store.generation > simulation.store.generation)
        #expect(store.next(now: simulation.now).fetches.map(\.issuer) == [0])
    }
}
