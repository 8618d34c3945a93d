import TestSupport
import Testing

extension EndToEnd {
    /// What nginx has suites of its own for, of the others.
    @Suite("Behind Apache and lighttpd", .sites([.apache, .lighttpd]), .serialized)
    struct OtherServerTests {
        static let servers: [WebServerKind] = [.apache, .lighttpd]

        @Test(
            "forged headers never reach the backend; the claims of the token do",
            arguments: servers, ForgedHeaderTests.forgeries.indices)
        func forgedClaims(server: WebServerKind, index: Int) throws {
            try ForgedHeaderTests.expectTheDaemonsClaims(at: try Site.behind(server), forging: index)
        }

        @Test(
            "forged headers let nobody in, and choose no policy",
            arguments: servers, ForgedHeaderTests.forgeries.indices)
        func nobodyIsLetIn(server: WebServerKind, index: Int) throws {
            let site = try Site.behind(server)
            let target = "/clerks/forged-\(index)"
            let answer = try site.ask(
                "GET", target, token: try site.mint.token(), headers: ForgedHeaderTests.forgeries[index])
            #expect(answer.status == 403)
            #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer realm=\"clerks\"") == true)
            #expect(site.backend.requests(for: target).isEmpty)
        }

        @Test("two Authorization headers are refused", arguments: servers)
        func twoTokens(server: WebServerKind) throws {
            let site = try Site.behind(server)
            let token = try site.mint.token()
            let answer = try site.ask(
                "GET", "/orders/two",
                headers: [("Authorization", "Bearer \(token)"), ("Authorization", "Bearer \(token)")])
            #expect(answer.status == 400)
            #expect(
                (TestJSON(text: answer.text)?["reason"] == "JwtInvalid")
                    == !server.refusesTwoAuthorizationsItself)
            #expect(site.backend.requests(for: "/orders/two").isEmpty)
        }

        @Test(
            "a body of 3 MB passes, and a refused one gets the refusal",
            arguments: servers, [HTTPClient.Framing.contentLength, .chunked])
        func upload(server: WebServerKind, framing: HTTPClient.Framing) throws {
            let site = try Site.behind(server)
            let request = try site.forwarded(
                "POST", "/orders/upload", token: try site.mint.token(), body: PassThroughTests.megabytes,
                framing: framing)
            #expect(request.method == "POST")
            #expect(request.body == PassThroughTests.megabytes)
            #expect(request["X-Auth-Subject"] == "ada")
            let target = "/orders/refused-upload-\(framing)"
            let refused = try site.ask("POST", target, body: Array("{}".utf8), framing: framing)
            #expect(refused.status == 401)
            #expect(TestJSON(text: refused.text)?["reason"] == "TokenNotPresent")
            #expect(site.backend.requests(for: target).isEmpty)
        }

        @Test("any method passes", arguments: servers, ["DELETE", "HEAD", "OPTIONS", "PATCH", "PUT"])
        func methods(server: WebServerKind, method: String) throws {
            let site = try Site.behind(server)
            _ = try PassThroughTests.expectPassage(of: method, to: "/orders/method?x=1", at: site)
        }

        @Test(
            "no other spelling of a path leads around the check", arguments: servers,
            [
                "//orders/x", "/./orders/x", "/free/../orders/x", "/%6Frders/x", "/orders%2Fx",
                "/free/%2e%2e/orders/x", "/orders/../orders/x", "/free/..%2forders/x",
            ])
        func paths(server: WebServerKind, target: String) throws {
            let site = try Site.behind(server)
            let before = site.backend.requests.count
            let answer = try site.ask("GET", target)
            #expect([400, 401, 404].contains(answer.status))
            #expect(site.backend.requests.count == before)
        }

        @Test("without a daemon nobody is let in, and with one again somebody is", arguments: servers)
        func withoutDaemon(server: WebServerKind) throws {
            try withSite(.table(server)) { site in
                let token = try site.mint.token()
                #expect(try site.ask("GET", "/orders/1", token: token).status == 200)
                #expect(site.daemon.process.stop() == .exit(0))
                let refused = try site.ask("GET", "/orders/down", token: token)
                #expect(refused.status == server.statusWithoutDaemon)
                #expect(site.backend.requests(for: "/orders/down").isEmpty)
                try site.startDaemon()
                #expect(try eventually { try site.ask("GET", "/orders/2", token: token).status == 200 })
            }
        }
    }
}
