import TestSupport
import Testing

extension EndToEnd {
    @Suite("Keys from an issuer")
    struct KeyFetchTests {
        @Test("come by discovery or from a key set's URL", arguments: [true, false])
        func sources(discovers: Bool) throws {
            try withIssuer(discovers: discovers) { site, issuer in
                let token = try issuer.sign(["sub": "grace"])
                #expect(try site.forwarded("GET", "/orders/", token: token)["X-Auth-Subject"] == "grace")
                for algorithm in ["PS512", "ES384", "EdDSA"] {
                    let token = try issuer.sign(["alg": .string(algorithm)])
                    #expect(try site.ask("GET", "/orders/", token: token).status == 200)
                }
                #expect(try issuer.count(of: "/jwks") == 1)
                #expect(try issuer.count(of: "/.well-known/openid-configuration") == (discovers ? 1 : 0))
            }
        }

        @Test("are waited for: the request is parked, and answered when they come")
        func parked() throws {
            let directory = try TestDirectory()
            let issuer = try TestIssuerServer(directory: directory)
            defer { issuer.stop() }
            let token = try issuer.sign()
            try issuer.setFaults(["delay": 1])
            try withSite(Self.plan(port: issuer.port, keyWait: "8s"), in: directory) { site in
                let start = ContinuousClock.now
                // More of them than there are workers.
                inParallel(20) { _ in
                    #expect(throws: Never.self) {
                        let answer = try site.ask("GET", "/orders/", token: token)
                        #expect(answer.status == 200)
                    }
                }
                #expect(ContinuousClock.now - start > .milliseconds(800))
                let count = try issuer.count(of: "/jwks")
                #expect(count == 1)
            }
        }

        @Test("may come after a reload: a request that waits for them is answered all the same")
        func parkedDuringReload() throws {
            try whileWaiting { site in
                try site.daemon.reload()
            } thenExpect: { answer in
                #expect(answer.startLine == "Status: 200 OK")
            }
        }

        @Test("may come while the daemon stops: a request that waits for them is answered before it ends")
        func parkedDuringStop() throws {
            try whileWaiting { site in
                site.daemon.process.send(.terminate)
            } thenExpect: { answer in
                // In time or not, it is an answer.
                #expect(
                    answer.startLine == "Status: 200 OK" || answer["X-Gatehouse-Reason"] == "KeysUnavailable")
            }
        }

        @Test("that do not come within key-wait are a 503, and are there as soon as the issuer is")
        func late() throws {
            let directory = try TestDirectory()
            let port = try LoopbackListener.freePort()
            try withSite(Self.plan(port: port, keyWait: "1s"), in: directory) { site in
                let mint = try TokenMint(issuer: "http://127.0.0.1:\(port)", now: site.mint.now)
                let answer = try site.ask("GET", "/orders/", token: try mint.token())
                #expect(answer.status == 503)
                #expect(answer["Retry-After"] == "5")
                #expect(answer.values(of: "WWW-Authenticate").isEmpty)
                #expect(
                    TestJSON(text: answer.text) == [
                        "status": 503, "reason": "KeysUnavailable",
                        "detail": "the keys of issuer 'remote' are not available",
                    ])
                #expect(site.backend.requests.isEmpty)

                let issuer = try TestIssuerServer(port: port, directory: directory)
                defer { issuer.stop() }
                let token = try issuer.sign()
                #expect(try eventually { try site.ask("GET", "/orders/", token: token).status == 200 })
            }
        }

        @Test("are fetched anew, once, when a token names one that nobody knows")
        func rotation() throws {
            try withIssuer { site, issuer in
                let old = try issuer.sign()
                #expect(try site.ask("GET", "/orders/", token: old).status == 200)
                let before = try issuer.count(of: "/jwks")
                try issuer.rotate()
                let new = try issuer.sign()
                #expect(try site.ask("GET", "/orders/", token: new).status == 200)
                #expect(try issuer.count(of: "/jwks") == before + 1)
                let answer = try site.ask("GET", "/orders/", token: old)
                #expect(answer.status == 401)
                #expect(TestJSON(text: answer.text)?["reason"] == "TokenSignatureKeyNotFound")
                for index in 0..<20 {
                    let made = try issuer.sign(["header": ["kid": .string("made-up-\(index)")]])
                    #expect(try site.ask("GET", "/orders/", token: made).status == 401)
                }
                #expect(try issuer.count(of: "/jwks") <= before + 2)
            }
        }

        @Test(
            "are not taken from a document that names another issuer, or from none at all",
            arguments: [
                ["target": "discovery", "issuer": "https://other.example"],
                ["target": "jwks", "body": "html"],
                ["target": "jwks", "status": 500], ["target": "jwks", "body": "empty"], ["body": "truncated"],
                ["body": "huge"],
            ] as [TestJSON])
        func faults(fault: TestJSON) throws {
            let directory = try TestDirectory()
            let issuer = try TestIssuerServer(directory: directory)
            defer { issuer.stop() }
            let token = try issuer.sign()
            try issuer.setFaults(fault)
            try withSite(Self.plan(port: issuer.port, keyWait: "1s"), in: directory) { site in
                let answer = try site.ask("GET", "/orders/", token: token)
                #expect(answer.status == 503)
                #expect(TestJSON(text: answer.text)?["reason"] == "KeysUnavailable")
                try site.daemon.line(with: "warning keys could not be fetched", "issuer=remote")
                try issuer.setFaults([:])
                #expect(try eventually { try site.ask("GET", "/orders/", token: token).status == 200 })
            }
        }

        @Test("are kept on disk, so that a start without the issuer serves at once")
        func archive() throws {
            try withIssuer { site, issuer in
                let token = try issuer.sign()
                #expect(try site.ask("GET", "/orders/", token: token).status == 200)
                issuer.stop()
                #expect(site.daemon.process.stop() == .exit(0))
                try site.startDaemon()
                #expect(try site.ask("GET", "/orders/", token: token).status == 200)
                try site.daemon.line(with: "taken from the archive", "issuer=remote")
            }
        }

        /// Does something while a request waits for keys.
        private func whileWaiting(_ body: (Site) throws -> Void, thenExpect check: (HTTPMessage) -> Void)
            throws
        {
            let directory = try TestDirectory()
            let issuer = try TestIssuerServer(directory: directory)
            defer { issuer.stop() }
            let token = try issuer.sign()
            try issuer.setFaults(["delay": 1, "target": "jwks"])
            try withSite(Self.plan(port: issuer.port, keyWait: "8s"), in: directory) { site in
                let client = try FastCGIClient(site.socket)
                client.send(FastCGIClient.request(FastCGIClient.parameters(token: token, policy: "orders")))
                try #require(try eventually { try issuer.count(of: "/jwks") == 1 })
                try body(site)
                check(try client.answer())
            }
        }

        private func withIssuer(
            discovers: Bool = true, _ body: (Site, TestIssuerServer) throws -> Void
        ) throws {
            let directory = try TestDirectory()
            let issuer = try TestIssuerServer(directory: directory)
            defer { issuer.stop() }
            try withSite(Self.plan(port: issuer.port, discovers: discovers), in: directory) {
                try body($0, issuer)
            }
        }

        private static func plan(port: UInt16, keyWait: String = "2s", discovers: Bool = true) -> Site.Plan {
            let url = "http://127.0.0.1:\(port)"
            let source =
                discovers
                ? "openid-config: \(url)/.well-known/openid-configuration"
                : "issuer: \"\(url)\"\n    jwks: \(url)/jwks"
            return Site.Plan(
                settings: """
                    state-directory: @DIRECTORY@
                    issuers:
                      remote:
                        dangerously-allow-http: true
                        key-wait: \(keyWait)
                        \(source)
                    policies:
                      orders:
                        issuers: [ remote ]
                        audiences: [ "api://orders" ]
                        claim-headers: { X-Auth-Subject: sub }
                    """, locations: Site.Plan.location("orders"))
        }
    }
}
