import JOSE
import Testing

@testable import Keys

@Suite("Keys that are fetched")
struct RemoteIssuerTests {
    static let discovery = "https://login.example/.well-known/openid-configuration"

    @Test("are pending until the first answer, then there, then refreshed in time")
    func lifecycle() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        guard case .pending = simulation.store.snapshot().issuers[0] else {
            Issue.record("keys should be pending")
            return
        }
        simulation.advance(.seconds(10_000))
        #expect(simulation.keys() == ["a"])
        #expect(simulation.fetches.map { $0.at.milliseconds / 1000 } == [0, 2700, 5400, 8100])
        #expect(simulation.takeEvents() == [.fetched(keyCount: 1, problems: [])])
        #expect(simulation.store.generation == 2)
    }

    @Test("are confirmed by status 304, which changes nothing but their age")
    func notModified() {
        let simulation = Simulation { request in
            request.entityTag == "\"v1\""
                ? Documents.status(304)
                : Documents.answer(Documents.keySet(["a"]), FetchFields(entityTag: "\"v1\""))
        }
        simulation.advance(.seconds(6000))
        #expect(simulation.fetches.map(\.request.entityTag) == [nil, "\"v1\"", "\"v1\""])
        let status = simulation.store.status()[0]
        #expect(status.counts.keySets.count == 1)
        #expect(status.counts.notModified.count == 2)
        #expect(status.lastSuccess == MonotonicTime(milliseconds: 5_400_150))
        #expect(simulation.store.generation == 2)
    }

    @Test("that vanish from the set are gone with the next snapshot")
    func removal() {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a", "b"])) }
        simulation.advance(.seconds(1))
        simulation.serve = { _ in Documents.answer(Documents.keySet(["b"])) }
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["b"])
        #expect(simulation.store.generation == 3)
    }

    @Test(
        "stay when the issuer fails, and the log says why",
        arguments: [
            (Documents.refused, "cannot connect: connection refused"),
            (Documents.status(500), "status 500, and 200 is expected"),
            (Documents.status(304), "status 304, and 200 is expected"),
            (Documents.answer(Documents.keySet([])), "the key set has no usable key"),
            (
                Documents.answer(Documents.keySet((0..<300).map { "k\($0)" })),
                "the key set has more than 256 keys"
            ),
            (Documents.answer(Array("{}".utf8)), "the key set has no array \"keys\""),
        ])
    func failure(answer: Simulation.Answer, reason: String) {
        let simulation = Simulation { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        _ = simulation.takeEvents()
        simulation.serve = { _ in answer }
        simulation.advance(.seconds(3600))
        #expect(simulation.keys() == ["a"])
        let text = "https://partner.example/keys: \(reason)"
        #expect(simulation.takeEvents() == [.failed(reason: text, keepsKeys: true)])
        #expect(simulation.store.status()[0].lastError == text)
    }

    @Test("that are bad are left out and named; the good ones serve")
    func badAmongGood() {
        let simulation = Simulation { _ in
            Documents.answer(
                Documents.keySet(["a"], extra: #"{"kty":"RSA","kid":"bad","n":"AQAB","e":"AQAB"}"#))
        }
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["a"])
        guard case .fetched(1, let problems)? = simulation.takeEvents().first else {
            Issue.record("a fetch should be reported")
            return
        }
        #expect(problems.count == 1)
        #expect(problems[0].hasPrefix("keys[1] (\"bad\")"))
    }

    @Test("are not asked for while the server wants to be left alone")
    func retryAfter() {
        let simulation = Simulation { _ in Documents.status(429, FetchFields(retryAfter: "120")) }
        simulation.advance(.seconds(119))
        #expect(simulation.fetches.count == 1)
        simulation.advance(.seconds(2))
        #expect(simulation.fetches.count == 2)
    }

    @Test("survive an outage up to max-stale, are then unavailable, and come back")
    func outage() {
        var configuration = Simulation.partner
        var timing = KeyTiming()
        timing.lifetime = .seconds(300)
        timing.maximumStaleness = .seconds(1500)
        configuration = IssuerKeyConfiguration(name: "partner", source: configuration.source, timing: timing)
        let simulation = Simulation([configuration]) { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(1))
        simulation.serve = { _ in Documents.refused }
        simulation.advance(.seconds(1798))
        #expect(simulation.keys() == ["a"])
        simulation.advance(.seconds(2))
        #expect(simulation.keys() == nil)
        let reason = "https://partner.example/keys: cannot connect: connection refused"
        guard case .unavailable(reason) = simulation.store.snapshot().issuers[0] else {
            Issue.record("keys should be unavailable")
            return
        }
        simulation.serve = { _ in Documents.answer(Documents.keySet(["a"])) }
        simulation.advance(.seconds(375))
        #expect(simulation.keys() == ["a"])
        let kinds = simulation.takeEvents()
        #expect(
            kinds.dropLast(2) == [
                .fetched(keyCount: 1, problems: []), .failed(reason: reason, keepsKeys: true),
                .becameUnavailable(reason: reason),
            ])
        guard case .recovered? = kinds.dropLast().last else {
            Issue.record("the recovery should be reported")
            return
        }
        #expect(simulation.fetches.count < 25)
    }

    @Test("of a dead issuer hold up no other's")
    func isolation() {
        let configurations = (0..<200).map { number in
            IssuerKeyConfiguration(
                name: "i\(number)", source: .keySet(url: "https://i\(number).example/keys"))
        }
        let simulation = Simulation(configurations) { request in
            request.issuer % 2 == 0 ? Documents.refused : Documents.answer(Documents.keySet(["a"]))
        }
        simulation.advance(.seconds(1))
        for issuer in 0..<200 { #expect(simulation.keys(issuer: issuer) == (issuer % 2 == 0 ? nil : ["a"])) }
    }

    // MARK: Discovery

    private func entra() -> Simulation {
        Simulation([Simulation.entra]) { request in
            request.document == .discovery
                ? Documents.answer(
                    Documents.discovery(issuer: "https://login.example", keySetURL: "https://keys.example/1"))
                : Documents.answer(Documents.keySet(["a"]))
        }
    }

    @Test("are found through discovery, which is read again once a day; another host is logged once")
    func discovered() {
        let simulation = entra()
        simulation.advance(.seconds(86_400 * 2))
        let documents = simulation.fetches.filter { $0.request.document == .discovery }
        #expect(documents.map { $0.at.milliseconds / 3_600_000 } == [0, 24])
        #expect(
            simulation.fetches.map(\.request.url).prefix(2) == [Self.discovery, "https://keys.example/1"])
        #expect(
            simulation.takeEvents() == [
                .crossHostKeySet(documentHost: "login.example", keySetHost: "keys.example"),
                .fetched(keyCount: 1, problems: []),
            ])
    }

    @Test("are looked for in discovery again when they are gone from their URL", arguments: [404, 410])
    func gone(status: Int) {
        let simulation = entra()
        simulation.advance(.seconds(1))
        simulation.serve = { request in
            switch request.url {
            case Self.discovery:
                Documents.answer(
                    Documents.discovery(issuer: "https://login.example", keySetURL: "https://keys.example/2"))
            case "https://keys.example/2": Documents.answer(Documents.keySet(["b"]))
            default: Documents.status(status)
            }
        }
        #expect(simulation.ask("b") == .wait)
        simulation.advance(.seconds(2))
        #expect(simulation.keys() == ["b"])
        let urls = simulation.fetches.dropFirst(2).map(\.request.url)
        #expect(urls == ["https://keys.example/1", Self.discovery, "https://keys.example/2"])
    }

    @Test("are refreshed where they were while the discovery document cannot be read")
    func discoveryFails() {
        let simulation = entra()
        simulation.advance(.seconds(1))
        let serve = simulation.serve
        simulation.serve = { $0.document == .discovery ? Documents.status(503) : serve($0) }
        simulation.advance(.seconds(86_400 + 7200))
        #expect(simulation.keys() == ["a"])
        #expect(simulation.store.status()[0].counts.failures.count >= 1)
        simulation.advance(.seconds(86_400))
        #expect(simulation.keys() == ["a"])
        simulation.advance(.seconds(86_400))
        #expect(simulation.keys() == nil)
    }

    @Test("are unavailable when the discovery document is about another issuer")
    func otherIssuer() {
        let simulation = Simulation([Simulation.entra]) { _ in
            Documents.answer(
                Documents.discovery(issuer: "https://evil.example", keySetURL: "https://evil.example/k"))
        }
        simulation.advance(.seconds(60))
        #expect(simulation.keys() == nil)
        #expect(simulation.fetches.allSatisfy { $0.request.document == .discovery })
        #expect(simulation.takeEvents().count == 1)
    }

    @Test("what the metadata says its issuer is comes with the keys, and changes with them")
    func metadataIssuer() {
        var name = "https://first.example"
        let configuration = IssuerKeyConfiguration(
            name: "learning", source: .discovery(url: "https://login.example/metadata", issuer: .any))
        let simulation = Simulation([configuration, Simulation.partner]) { request in
            request.document == .discovery
                ? Documents.answer(
                    Documents.discovery(issuer: name, keySetURL: "https://login.example/keys"))
                : Documents.answer(Documents.keySet(["a"]))
        }
        #expect(simulation.store.snapshot().metadataIssuers == [nil, nil])
        simulation.advance(.seconds(1))
        #expect(simulation.store.snapshot().metadataIssuers == ["https://first.example", nil])
        let generation = simulation.store.generation
        name = "https://second.example"
        simulation.store.refresh(now: simulation.now)
        simulation.advance(.seconds(1))
        // The keys are the same, and what they are good for is not.
        #expect(simulation.store.snapshot().metadataIssuers == ["https://second.example", nil])
        #expect(simulation.store.generation > generation)
    }

    @Test("keys of another cloud than the metadata's are left out, from the archive as well")
    func clouds() throws {
        let configuration = IssuerKeyConfiguration(
            name: "entra", source: .discovery(url: "https://login.example/metadata", issuer: .any))
        let simulation = Simulation([configuration]) { request in
            guard request.document == .discovery else {
                let text = String(decoding: Documents.keySet(["a", "b"]), as: UTF8.self)
                let marked = text.replacing(
                    "\"kid\":\"a\"", with: "\"kid\":\"a\",\"cloud_instance_name\":\"elsewhere\"")
                return Documents.answer(Array(marked.utf8))
            }
            return Documents.answer(
                Array(
                    #"{"issuer":"i","jwks_uri":"https://login.example/k","cloud_instance_name":"here"}"#.utf8)
            )
        }
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["b"])
        let date = UnixTime(seconds: 1_800_000_000)
        let bytes = KeyArchive.encode(try #require(simulation.archived.last), fetchedAt: date)
        let restart = Simulation([configuration])
        _ = restart.store.restore(bytes, issuer: 0, date: date, now: restart.now)
        #expect(restart.keys() == ["b"])
    }
}
