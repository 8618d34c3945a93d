import TestSupport
import Testing

extension EndToEnd {
    /// Every way to fail, over real HTTPS: first before any key was fetched, then with keys at hand.
    @Suite("An issuer that fails", .issuerSite, .serialized)
    struct IssuerFaultTests {
        @Test(
            "before any key came is a 503, no more requests than it can bear, and its name in the log once",
            arguments: FaultCase.table)
        func cold(fault: FaultCase) throws {
            let site = try IssuerSite.current
            let token = try site.issuer.sign(["alg": "ES256"])
            let meter = try FetchMeter(site)
            try site.inflict(fault)
            defer { site.heal() }
            try withDaemon(of: site) { daemon in
                let words = site.text(fault.words)
                let line = try daemon.line(with: "keys could not be fetched", words)
                #expect(line.contains(" warning "))
                #expect(line.contains("issuer=main"))
                expectUnavailable(try site.ask(token))
                try meter.expect(
                    discoveries: fault.keySetFetches == 0 ? nil : 1, keySets: fault.keySetFetches,
                    rests: fault.wantsRest)
                #expect(daemon.log.count { $0.contains("could not be fetched") } == 1)

                site.heal()
                // It comes back by itself, unless it asked for patience: then an operator may still insist.
                if fault.wantsRest { daemon.process.send(.user1) }
                try daemon.line(with: "keys can be fetched again after", "issuer=main")
                #expect(try site.ask(token).status == 200)
            }
        }

        @Test(
            "later on changes nothing for its tokens: the old keys stay, and the log says so",
            arguments: FaultCase.table)
        func warm(fault: FaultCase) throws {
            let site = try IssuerSite.current
            let token = try site.issuer.sign(["alg": "ES256"])
            try withDaemon(of: site) { daemon in
                try daemon.line(with: "keys fetched", "issuer=main")
                let meter = try FetchMeter(site)
                try site.inflict(fault)
                defer { site.heal() }
                daemon.process.send(.user1)
                let line = try daemon.line(
                    with: "keys could not be refreshed, the old ones stay", site.text(fault.words))
                #expect(line.contains(" warning "))
                #expect(try site.ask(token).status == 200)
                // The key set is tried where it was, even if the discovery document cannot be read.
                if fault.keepsKeySet { try daemon.line(with: "keys are the same as before") }
                let reaches = fault.keySetFetches > 0
                try meter.expect(
                    discoveries: reaches || fault.keepsKeySet ? 1 : nil,
                    keySets: fault.keepsKeySet ? 1 : fault.keySetFetches, rests: fault.wantsRest)
            }
        }

        @Test("in one key serves the others, and names the bad one")
        func oneBadKey() throws {
            let site = try IssuerSite.current
            let token = try site.issuer.sign(["alg": "ES256"])
            try site.issuer.setFaults(["target": "jwks", "body": "bad-key"])
            defer { site.heal() }
            try withDaemon(of: site) { daemon in
                let line = try daemon.line(with: "keys fetched; left out: keys[0] (\"bad\")", "issuer=main")
                #expect(line.contains(" warning "))
                #expect(try site.ask(token).status == 200)
            }
        }

        @Test("to have anything new costs it one short answer, and nobody's keys change")
        func sameDocument() throws {
            let site = try IssuerSite.current
            let token = try site.issuer.sign(["alg": "ES256"])
            try site.issuer.setFaults(["target": "jwks", "etag": "\"v1\""])
            defer { site.heal() }
            try withDaemon(of: site) { daemon in
                try daemon.line(with: "keys fetched", "issuer=main")
                let lines = daemon.log.count
                let before = try site.count(IssuerSite.keySet)
                // A new document under the old tag: only whoever believes the 304 still has the old keys.
                try site.issuer.rotate()
                daemon.process.send(.user1)
                try daemon.line(with: " notice ", "keys are the same as before", "issuer=main")
                let after = try site.count(IssuerSite.keySet)
                #expect(after == before + 1)
                #expect(try site.ask(token).status == 200)
                // Nothing beyond the operator's own question and its answer.
                #expect(daemon.log.count == lines + 2)
            }
        }

        private func expectUnavailable(_ answer: HTTPMessage) {
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "5")
            #expect(answer.values(of: "WWW-Authenticate").isEmpty)
            #expect(
                TestJSON(text: answer.text) == [
                    "status": 503, "reason": "KeysUnavailable",
                    "detail": "the keys of issuer 'main' are not available",
                ])
        }
    }
}

/// Watches how often the issuer is asked, against what its pauses allow in the time that passes.
private struct FetchMeter {
    private let site: IssuerSite
    private let start = ContinuousClock.now
    private let discoveries: Int
    private let keySets: Int

    init(_ site: IssuerSite) throws {
        self.site = site
        discoveries = try site.count(IssuerSite.discovery)
        keySets = try site.count(IssuerSite.keySet)
    }

    /// Checks the counts.
    ///
    /// - Parameters:
    ///   - discoveries: How often the discovery document is read in the first attempt; `nil` for 0 or 1.
    ///   - keySets: How often the key set is asked for in each attempt.
    ///   - rests: Whether there is to be one attempt only, however much time passes.
    /// - Throws: When the issuer does not say how often it was asked.
    func expect(discoveries: Int?, keySets: Int, rests: Bool) throws {
        let seen = (
            try site.count(IssuerSite.discovery) - self.discoveries,
            try site.count(IssuerSite.keySet) - self.keySets
        )
        let attempts = rests ? 1 : Self.attempts(within: ContinuousClock.now - start)
        #expect((discoveries ?? 0)...attempts ~= seen.0, "the discovery document")
        #expect(keySets...(keySets * attempts) ~= seen.1, "the key set")
    }

    /// How many attempts there can be: at once, then after 1 s, 2 s, 4 s, each less a quarter at most.
    private static func attempts(within time: Duration) -> Int {
        var attempts = 1
        var next = Duration.milliseconds(750)
        while time >= next {
            attempts += 1
            next += .milliseconds(750) * (1 << (attempts - 1))
        }
        return attempts
    }
}
