import TestSupport
import Testing

extension EndToEnd {
    @Suite("A new configuration or key file")
    struct ReloadTests {
        static let renamed = AccessCase.settings.replacing("  clerks:", with: "  fresh:")

        static let plan = Site.Plan(
            locations: Site.Plan.tableLocations + Site.Plan.location("fresh", policy: "fresh"))

        @Test("takes effect at SIGHUP: new policies are known, removed ones are not")
        func good() throws {
            try withSite(Self.plan) { site in
                let token = try site.mint.token(["roles": "Clerk"])
                #expect(try site.ask("GET", "/clerks/", token: token).status == 200)
                #expect(try site.ask("GET", "/fresh/", token: token).status == 500)
                try GatehouseDaemon.configure(Self.renamed, in: site.directory)
                try site.daemon.reload()
                try site.daemon.line(with: "notice the configuration was reloaded")
                #expect(try site.ask("GET", "/fresh/", token: token).status == 200)
                let answer = try site.ask("GET", "/clerks/", token: token)
                #expect(answer.status == 500)
                #expect(TestJSON(text: answer.text)?["detail"] == "there is no policy 'clerks'")
            }
        }

        @Test("is left alone when it is broken, all of it, and the log says why")
        func broken() throws {
            try withSite(Self.plan) { site in
                let token = try site.mint.token(["roles": "Clerk"])
                let broken = Self.renamed.replacing("audiences:", with: "audience:") + "\nlog-level: loud\n"
                try GatehouseDaemon.configure(broken, in: site.directory)
                try site.daemon.reload()
                try site.daemon.line(with: "error", "gatehouse.yaml", "unknown key", "audience")
                try site.daemon.line(with: "error", "gatehouse.yaml", "loud")
                try site.daemon.line(
                    with: "error the configuration was not reloaded, the old one stays in force")
                #expect(try site.ask("GET", "/clerks/", token: token).status == 200)
                #expect(try site.ask("GET", "/fresh/", token: token).status == 500)
            }
        }

        @Test("is left alone when it names keys that cannot be read")
        func unusableKeys() throws {
            try withSite { site in
                try site.directory.write("{\"keys\":[]}", to: "empty.json")
                try GatehouseDaemon.configure(
                    AccessCase.settings.replacing("keys.json", with: "empty.json"), in: site.directory)
                try site.daemon.reload()
                try site.daemon.line(with: "error the configuration was not reloaded", "no usable key")
                #expect(try site.ask("GET", "/orders/", token: try site.mint.token()).status == 200)
            }
        }

        @Test("disturbs no request when it is reloaded over and over under load")
        func underLoad() throws {
            let quiet = "\nlog-level: notice\n"
            try withSite(Site.Plan(settings: AccessCase.settings + quiet)) { site in
                let load = FastCGILoad()
                let token = try site.mint.token()
                inParallel(9) { index in
                    guard index == 0 else {
                        return load.run(site.socket, token: token, keepsConnections: index.isMultiple(of: 2))
                    }
                    defer { load.stop() }
                    for turn in 0..<20 {
                        let settings = turn.isMultiple(of: 2) ? Self.renamed : AccessCase.settings
                        let broken = turn.isMultiple(of: 3) ? "\nbroken: true" : ""
                        #expect(throws: Never.self) {
                            try GatehouseDaemon.configure(settings + quiet + broken, in: site.directory)
                            try site.daemon.reload()
                        }
                    }
                }
                #expect(load.problemsSoFar == [])
                #expect(load.answerCount > 100)
                #expect(site.daemon.log.count { $0.contains("the configuration was reloaded") } == 13)
            }
        }

        @Test("of keys is taken over without a signal, when the file is replaced")
        func keyFile() throws {
            try withSite { site in
                let old = try site.mint.token()
                let other = try TokenMint(keyIdentifier: "k2", now: site.mint.now)
                let new = try other.token()
                #expect(try site.ask("GET", "/orders/", token: old).status == 200)
                let early = try site.ask("GET", "/orders/", token: new)
                #expect(early.status == 401)
                #expect(TestJSON(text: early.text)?["reason"] == "TokenSignatureKeyNotFound")

                // The file appears by a rename, as editors and configuration systems do it.
                try site.directory.write(try other.jwks(), to: "keys.json")
                #expect(try eventually { try site.ask("GET", "/orders/", token: new).status == 200 })
                #expect(try site.ask("GET", "/orders/", token: old).status == 401)

                try site.directory.write("garbage", to: "keys.json")
                try site.daemon.line(
                    with: "warning", "key files changed and are unusable, the old keys stay", "issuer=local")
                #expect(try site.ask("GET", "/orders/", token: new).status == 200)
            }
        }
    }
}
