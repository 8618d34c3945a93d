import TestSupport
import Testing

extension EndToEnd {
    /// The configurations of the repository, as they are: each is started and used.
    @Suite("The examples for each web server")
    struct ExampleTests {
        static let settings = """
            issuers:
              local: { issuer: "https://issuer.example", jwks-file: keys.json }
            policies:
              orders: &orders
                issuers: [ local ]
                audiences: [ "api://orders" ]
                claim-headers: { X-Auth-Subject: sub, X-Auth-Tenant: tid }
              reports: *orders
            """

        static let wholes: [(WebServerKind, String)] = [
            (.apache, "apache/example.conf"), (.lighttpd, "lighttpd/example.conf"),
            (.nginx, "nginx/examples/complete.conf"),
        ]

        @Test("has two policies, of which one needs a scope more", arguments: wholes)
        func complete(server: WebServerKind, file: String) throws {
            let plan = Site.Plan(settings: Self.settings, server: server, example: ExampleFile(file))
            try withSite(plan) { site in
                let token = try site.mint.token(["scp": "reports.write", "tid": "t1"])
                let order = try site.forwarded(
                    "GET", "/orders/1", token: token, headers: [("X-Auth-Subject", "root")])
                #expect(order["X-Auth-Subject"] == "ada")
                #expect(order["Authorization"] == "Bearer \(token)")
                let report = try site.forwarded("GET", "/reports/1", token: token)
                #expect(report["X-Auth-Subject"] == "ada")
                if server != .lighttpd {
                    #expect(report["X-Auth-Tenant"] == "t1")
                    #expect(report["Authorization"] == nil)
                }
                let refused = try site.ask("GET", "/reports/1", token: try site.mint.token())
                #expect(refused.status == 403)
                #expect(refused["WWW-Authenticate"]?.contains("scope=\"reports.write\"") == true)
                #expect(try site.ask("GET", "/orders/1").status == 401)
                if server == .nginx { #expect(try site.ask("GET", "/health").text == "ok\n") }
            }
        }

        @Test("protects files, lets a preflight pass, and trusts addresses", arguments: wholes.prefix(2))
        func otherPlaces(server: WebServerKind, file: String) throws {
            for (network, status) in [("10.0.0.0/8", 401), ("127.0.0.0/8", 200)] {
                let example = ExampleFile(file, replacing: ["10.0.0.0/8": network])
                let plan = Site.Plan(settings: Self.settings, server: server, example: example)
                try withSite(plan) { site in
                    let inside = try site.ask("GET", "/inside/1", headers: [("X-Auth-Subject", "root")])
                    #expect(inside.status == status)
                    let requests = site.backend.requests(for: "/inside/1")
                    #expect(requests.count == (status == 200 ? 1 : 0))
                    #expect(requests.allSatisfy { $0["X-Auth-Subject"] == nil })
                }
            }
            let directory = try TestDirectory()
            try directory.makeFolder("files/files")
            try directory.write("for ada\n", to: "files/files/index.html")
            let plan = Site.Plan(settings: Self.settings, server: server, example: ExampleFile(file))
            try withSite(plan, in: directory) { site in
                let token = try site.mint.token()
                for target in ["/files/", "/files/index.html"] {
                    #expect(try site.ask("GET", target).status == 401)
                    #expect(try site.ask("GET", target, token: token).text == "for ada\n")
                }
                #expect(try site.ask("GET", "/browser/1").status == 401)
                #expect(try site.ask("OPTIONS", "/browser/1").status == 200)
            }
        }
    }
}
