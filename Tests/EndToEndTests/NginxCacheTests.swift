import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("nginx's own cache")
    struct NginxCacheTests {
        @Test("a token that comes again is let in without asking Gatehouse, from the third time on")
        func repeated() throws {
            try CachingSite.with(seconds: 60) { caching in
                let token = try caching.site.mint.token()
                #expect(try caching.ask(10, token: token) == ([200], questions: 2))
                let subjects = caching.site.backend.requests(for: "/orders/1").map { $0["X-Auth-Subject"] }
                #expect(subjects == Array(repeating: "ada", count: 10))
            }
        }

        @Test("a permission is for one token, one policy and the location's scopes")
        func noSharing() throws {
            try CachingSite.with(seconds: 60) { caching in
                let token = try caching.site.mint.token()
                try caching.warm(token: token)
                #expect(try caching.ask("/clerks/1", token: token).status == 403)
                #expect(try caching.ask("/export/1", token: token).status == 403)
                #expect(try caching.ask(token: CompactToken.withBrokenSignature(token)).status == 401)
                #expect(try caching.ask(token: nil).status == 401)

                let other = try caching.site.mint.token(["sub": "grace"])
                try caching.warm("/orders/2", token: other)
                try caching.warm("/orders/3", token: token)
                #expect(subject(at: "/orders/2", caching) == ["grace"])
                #expect(subject(at: "/orders/3", caching) == ["ada"])
            }
        }

        @Test("a refusal is never kept")
        func refusals() throws {
            try CachingSite.with(seconds: 60) { caching in
                let mint = caching.site.mint
                let refused = [
                    ("/orders/1", try mint.token(["exp": .integer(mint.now - 10)]), 401),
                    ("/orders/1", try mint.tokenWithBadSignature(), 401),
                    ("/export/1", try mint.token(), 403),
                ]
                for (target, token, status) in refused {
                    #expect(try caching.ask(5, target, token: token) == ([status], questions: 5))
                }
            }
        }

        @Test("a policy that does not ask for it has nothing kept")
        func optIn() throws {
            try CachingSite.with(seconds: 60) { caching in
                let token = try caching.site.mint.token(["roles": ["Clerk"]])
                #expect(try caching.ask(5, "/clerks/1", token: token) == ([200], questions: 5))
            }
        }

        @Test("from the second of exp on nobody is let in")
        func expiry() throws {
            try CachingSite.with(seconds: 3600) { caching in
                let end = Date().timeIntervalSince1970.rounded(.up) + 3
                let token = try caching.site.mint.token(["exp": .integer(Int64(end))])
                try caching.warm(token: token)
                var statuses: Set<Int> = []
                while Date().timeIntervalSince1970 < end + 1.5 {
                    let isOver = Date().timeIntervalSince1970 >= end
                    let status = try caching.ask(token: token).status
                    if isOver { statuses.insert(status) }
                    Thread.sleep(forTimeInterval: 0.005)
                }
                #expect(statuses == [401])
            }
        }

        @Test("a key that was withdrawn lets nobody in when the cap has passed")
        func withdrawnKey() throws {
            let cap = 3
            try CachingSite.with(seconds: cap) { caching in
                let token = try caching.site.mint.token()
                try caching.warm(token: token)
                try caching.site.directory.write(try TokenMint(now: 0).jwks(), to: "keys.json")
                try caching.site.daemon.reload()
                let withdrawal = Date()
                #expect(try caching.site.ask("GET", "/orders/1", token: token).status == 401)
                #expect(eventually { (try? caching.ask(token: token).status) == 401 })
                #expect(Date().timeIntervalSince(withdrawal) < Double(cap) + 1)
            }
        }

        @Test("without Gatehouse a permission ends when it must, and then nobody is let in")
        func withoutDaemon() throws {
            try CachingSite.with(seconds: 3) { caching in
                let token = try caching.site.mint.token()
                try caching.warm(token: token)
                caching.site.daemon.process.stop()
                #expect(try caching.ask(token: token).status == 200)
                #expect(try caching.ask(token: try caching.site.mint.token(["sub": "eve"])).status == 503)
                #expect(eventually { (try? caching.ask(token: token).status) == 503 })
                for _ in 0..<200 { #expect(try caching.ask(token: token).status == 503) }
            }
        }

        @Test("emptying its directory takes every permission back")
        func emptied() throws {
            try CachingSite.with(seconds: 3600) { caching in
                let token = try caching.site.mint.token()
                try caching.warm(token: token)
                let cache = caching.site.directory.path(of: "cache")
                for name in try FileManager.default.contentsOfDirectory(atPath: cache) {
                    try FileManager.default.removeItem(atPath: "\(cache)/\(name)")
                }
                caching.site.daemon.process.stop()
                #expect(eventually { (try? caching.ask(token: token).status) == 503 })
            }
        }

        @Test("nobody but nginx may look into it")
        func directory() throws {
            try CachingSite.with(seconds: 60) { caching in
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: caching.site.directory.path(of: "cache"))
                #expect(attributes[.posixPermissions] as? Int == 0o700)
            }
        }

        private func subject(at target: String, _ caching: CachingSite) -> Set<String?> {
            Set(caching.site.backend.requests(for: target).map { $0["X-Auth-Subject"] })
        }
    }
}
