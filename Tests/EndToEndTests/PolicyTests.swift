import TestSupport
import Testing

extension EndToEnd {
    @Suite("What an operator chooses", .site(.policies), .serialized)
    struct PolicyTests {
        @Test("two locations have two policies")
        func twoPolicies() throws {
            let site = try Site.current
            let orders = try site.mint.token()
            let reports = try site.mint.token(["aud": "api://reports"])
            #expect(try site.forwarded("GET", "/orders/", token: orders)["X-Auth-Subject"] == "ada")
            let request = try site.forwarded("GET", "/reports/", token: reports)
            #expect(request["X-Auth-Name"] == "ada")
            #expect(request.values(of: "X-Auth-Subject").isEmpty)
            #expect(try site.ask("GET", "/orders/", token: reports).status == 401)
            #expect(try site.ask("GET", "/reports/", token: orders).status == 401)
            // A path that only looks like another location's gets that of the location it ends in.
            #expect(try site.ask("GET", "/orders/../reports/", token: orders).status == 401)
        }

        @Test("a location without a policy has the one named default")
        func defaultPolicy() throws {
            let site = try Site.current
            #expect(try site.ask("GET", "/default/", token: try site.mint.token()).status == 401)
            let token = try site.mint.token(["aud": "api://default"])
            #expect(try site.forwarded("GET", "/default/", token: token)["X-Auth-Subject"] == "ada")
        }

        @Test("a location's scopes are needed beyond the policy, all of them")
        func scopes() throws {
            let site = try Site.current
            for scp in ["orders.read", "orders.export", "orders.export2 orders.read"] {
                let answer = try site.ask(
                    "GET", "/export/", token: try site.mint.token(["scp": .string(scp)]))
                #expect(answer.status == 403)
                #expect(
                    answer["WWW-Authenticate"]?.hasSuffix(#", scope="orders.export orders.read""#) == true)
            }
            let good = try site.mint.token(["scp": nil, "scope": "orders.read x orders.export"])
            #expect(try site.ask("GET", "/export/", token: good).status == 200)
            let other = try site.mint.token(["scp": "orders.read orders.export", "aud": "api://reports"])
            #expect(try site.ask("GET", "/export/", token: other).status == 401)
        }

        @Test("a policy that nobody knows is a 500, never a way in")
        func unknownPolicy() throws {
            let site = try Site.current
            for token in [nil, try site.mint.token()] {
                let answer = try site.ask("GET", "/nowhere/", token: token)
                #expect(answer.status == 500)
                #expect(TestJSON(text: answer.text)?["reason"] == "PolicyNotFound")
                #expect(answer.values(of: "WWW-Authenticate").isEmpty)
            }
            #expect(site.backend.requests(for: "/nowhere/").isEmpty)
        }

        @Test("report mode lets everybody through, and says nothing about who is not known")
        func reportMode() throws {
            let site = try Site.current
            let forged = [("X-Auth-Subject", "root")]
            for token in [nil, try site.mint.tokenWithBadSignature(), try site.mint.token(["aud": "x"])] {
                let request = try site.forwarded("GET", "/report/", token: token, headers: forged)
                #expect(request.values(of: "X-Auth-Subject").isEmpty)
            }
            try site.daemon.line(
                with: "policy=report outcome=report reason=TokenAudienceNotAllowed status=200")
            let request = try site.forwarded("GET", "/report/", token: try site.mint.token(), headers: forged)
            #expect(request.values(of: "X-Auth-Subject") == ["ada"])
        }

        @Test("a token may be in the query, and then is there only")
        func query() throws {
            let site = try Site.current
            let token = try site.mint.token()
            let request = try site.forwarded("GET", "/query/?a=1&access_token=\(token)&b=2")
            #expect(request["X-Auth-Subject"] == "ada")
            #expect(try site.ask("GET", "/query/", token: token).status == 401)
            #expect(try site.ask("GET", "/query/?xaccess_token=\(token)").status == 401)
            let twice = try site.ask("GET", "/query/?access_token=\(token)&access_token=\(token)")
            #expect(twice.status == 400)
            #expect(
                TestJSON(text: twice.text)?["detail"] == "more than one token was presented, accepted is one")
        }

        @Test("a token may be in a cookie, and then is there only")
        func cookie() throws {
            let site = try Site.current
            let token = try site.mint.token()
            let request = try site.forwarded(
                "GET", "/cookie/", headers: [("Cookie", "a=b; session=\(token); c=d")])
            #expect(request["X-Auth-Subject"] == "ada")
            #expect(try site.ask("GET", "/cookie/", token: token).status == 401)
            #expect(
                try site.ask("GET", "/cookie/", headers: [("Cookie", "notsession=\(token)")]).status == 401)
            let twice = [("Cookie", "session=\(token); session=\(token)")]
            #expect(try site.ask("GET", "/cookie/", headers: twice).status == 400)
        }

        @Test("a token may be in a header of its own, with or without the scheme")
        func header() throws {
            let site = try Site.current
            let token = try site.mint.token()
            for value in [token, "Bearer \(token)"] {
                #expect(try site.ask("GET", "/header/", headers: [("X-Token", value)]).status == 200)
            }
            #expect(try site.ask("GET", "/header/", token: token).status == 401)
        }

        @Test("the token stays with the request, or does not reach the backend")
        func strip() throws {
            let site = try Site.current
            let token = try site.mint.token()
            #expect(try site.forwarded("GET", "/orders/", token: token)["Authorization"] == "Bearer \(token)")
            let request = try site.forwarded("GET", "/strip/", token: token)
            #expect(request.values(of: "Authorization").isEmpty)
            #expect(request["X-Auth-Subject"] == "ada")
            #expect(!request.head.contains(token))
        }

        @Test("a policy's own status and message take the place of every refusal's")
        func ownRefusal() throws {
            let site = try Site.current
            for token in [nil, try site.mint.token(), try site.mint.tokenWithBadSignature()] {
                let answer = try site.ask("GET", "/own/", token: token)
                #expect(answer.status == 404)
                #expect(TestJSON(text: answer.text)?["status"] == 404)
                #expect(TestJSON(text: answer.text)?["detail"] == "nothing 'here'")
                #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer realm=\"own\"") == true)
            }
            #expect(
                try site.ask("GET", "/own/", token: try site.mint.token(["roles": "Clerk"])).status == 200)
        }
    }
}

extension Site.Plan {
    fileprivate static let policies = Site.Plan(
        settings: """
            issuers:
              local: { issuer: "https://issuer.example", jwks-file: keys.json }
            policies:
              default: { issuers: [ local ], audiences: [ "api://default" ], claim-headers: { X-Auth-Subject: sub } }
              orders: { issuers: [ local ], audiences: [ "api://orders" ], claim-headers: { X-Auth-Subject: sub } }
              reports: { issuers: [ local ], audiences: [ "api://reports" ], claim-headers: { X-Auth-Name: sub } }
              report: { issuers: [ local ], audiences: [ "api://orders" ], mode: report, claim-headers: { X-Auth-Subject: sub } }
              query: { issuers: [ local ], query-parameter-name: access_token, claim-headers: { X-Auth-Subject: sub } }
              cookie: { issuers: [ local ], cookie-name: session, claim-headers: { X-Auth-Subject: sub } }
              header: { issuers: [ local ], header-name: X-Token, claim-headers: { X-Auth-Subject: sub } }
              own:
                issuers: [ local ]
                required-claims: [ { name: roles, values: [ Clerk ] } ]
                failed-validation-httpcode: 404
                failed-validation-error-message: "nothing \\"here\\""
            """,
        locations: ["orders", "reports", "report", "query", "cookie", "header", "own"]
            .map { Site.Plan.location($0, policy: $0) }.joined()
            + Site.Plan.location("nowhere", policy: "nowhere")
            + Site.Plan.location("default", policy: "\"\"")
            + Site.Plan.location(
                "export", before: "set $gatehouse_require_scope \"orders.export orders.read\";")
            + Site.Plan.location("strip", after: "include gatehouse_strip_token.conf;"))
}
