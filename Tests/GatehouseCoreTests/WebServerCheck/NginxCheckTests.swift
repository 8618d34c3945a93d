import TestSupport
import Testing

@testable import GatehouseCore

@Suite("gatehouse check --nginx")
struct NginxCheckTests {
    /// Lines of a server from line 2 on, and what is said of them.
    struct Trap: Sendable, CustomTestStringConvertible {
        let name: String
        let lines: String
        let reports: [String]

        var testDescription: String { name }

        init(_ name: String, _ lines: String, _ reports: String...) {
            self.name = name
            self.lines = lines
            self.reports = reports
        }
    }

    static let elsewhere =
        "gatehouse: hint: put it into a location of its own, without gatehouse_protect.conf"

    static let traps = [
        Trap(
            "return in a protected location",
            "location /x { set $gatehouse_policy orders; include gatehouse_protect.conf;\nreturn 200 hello; }",
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: "return 200 hello" answers before access is checked, \
            so nobody needs a token
            \(elsewhere)
            """),
        Trap(
            "return in an `if` of one",
            """
            location /x { set $gatehouse_policy orders; include gatehouse_protect.conf;
            if ($arg_a) { return 301 /b; } }
            """,
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: if ($arg_a): "return 301 /b" answers before access \
            is checked, so nobody needs a token
            \(elsewhere)
            """),
        Trap(
            "return in a location within one",
            """
            location /x { set $gatehouse_policy orders; include gatehouse_protect.conf;
            location /x/y { return 204; } }
            """,
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: location /x/y: "return 204" answers before access is \
            checked, so nobody needs a token
            \(elsewhere)
            """),
        Trap("return of a refusal", protected("if ($arg_a) { return 403; }")),
        Trap("return for a preflight", protected("if ($request_method = OPTIONS) { return 204; }")),
        Trap("return with quotes", protected("if ($request_method = \"OPTIONS\") { return 204; }")),
        Trap("return in another location", protected("") + "location = /health { return 200 ok; }"),
        Trap("auth_request off", protected("location /x/open { auth_request off; return 200 ok; }")),
        Trap(
            "rewrite that redirects", protected("\nrewrite ^ https://other.example/ permanent;"),
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: "rewrite ^ https://other.example/ permane…" \
            redirects before access is checked, so nobody needs a token
            \(elsewhere)
            """),
        Trap(
            "rewrite to another location", protected("\nrewrite ^/x/(.*) /y/$1;"),
            """
            gatehouse: warning: /etc/nginx/nginx.conf:3: location /x: "rewrite ^/x/(.*) /y/$1" leaves this location \
            before access is checked
            gatehouse: hint: see that the location it leads to is protected as well, or stay here with "break"
            """),
        Trap("rewrite that stays", protected("rewrite ^/x/(.*) /$1 break; proxy_pass http://b;")),
        Trap(
            "a policy that there is not",
            "location /x {\nset $gatehouse_policy order; include gatehouse_protect.conf; }",
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: unknown policy "order": every request is refused \
            with 500
            gatehouse: hint: did you mean "orders"?
            """),
        Trap(
            "no policy", "location /x { include gatehouse_protect.conf; }",
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: location /x: no policy is named, and there is none of the name \
            "default": every request is refused with 500
            gatehouse: hint: the configuration has "orders", "reports"
            """),
        Trap(
            "the server's policy",
            "set $gatehouse_policy orders; location /x { include gatehouse_protect.conf; }"),
        Trap(
            "a policy by variable",
            "location /x { set $gatehouse_policy $p; include gatehouse_protect.conf; }"),
        Trap(
            "a policy below the include",
            """
            set $gatehouse_policy orders; location /x { include gatehouse_protect.conf;
            set $gatehouse_policy reports; }
            """,
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: "$gatehouse_policy" is set below the include, where a \
            value of the server's own wins
            gatehouse: hint: write it above: include gatehouse_protect.conf;
            """),
        Trap(
            "a claim header that is neither passed nor cleared",
            """
            location /x { set $gatehouse_policy reports; include gatehouse_protect.conf;
            proxy_pass http://b; }
            """,
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: location /x: "X-Auth-Tenant" of policy "reports" is neither passed \
            nor cleared, so a client's own reaches the backend
            gatehouse: hint: after the include: auth_request_set $claim $upstream_http_x_auth_tenant; \
            proxy_set_header X-Auth-Tenant $claim;
            """),
        Trap(
            "a claim header that is passed",
            """
            location /x { set $gatehouse_policy reports; include gatehouse_protect.conf;
            auth_request_set $t $upstream_http_x_auth_tenant; proxy_set_header X-Auth-Tenant $t; proxy_pass http://b; }
            """),
        Trap(
            "claim headers for a FastCGI program", protected("fastcgi_pass b;"),
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: location /x: "X-Auth-Subject" of policy "orders" is neither passed \
            nor cleared, so a client's own reaches the backend
            gatehouse: hint: after the include: auth_request_set $claim $upstream_http_x_auth_subject; \
            fastcgi_param HTTP_X_AUTH_SUBJECT $claim;
            """),
        Trap(
            "the same with the include for it",
            protected("include gatehouse_claims_fastcgi.conf; fastcgi_pass b;")),
        Trap(
            "the same by gRPC", protected("grpc_pass grpc://b;"),
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: location /x: "X-Auth-Subject" of policy "orders" is neither passed \
            nor cleared, so a client's own reaches the backend
            gatehouse: hint: after the include: auth_request_set $claim $upstream_http_x_auth_subject; \
            grpc_set_header X-Auth-Subject $claim;
            """),
        Trap(
            "lines within that lose the include's",
            protected("location /x/y {\nproxy_set_header Host $host; proxy_pass http://b; }"),
            """
            gatehouse: error: /etc/nginx/nginx.conf:3: location /x: location /x/y: these "proxy_set_header" lines take \
            the place of those outside, so a client's own "x-auth-subject", "x-auth-issuer", "x-auth-client" and 5 more \
            reaches the backend
            gatehouse: hint: include gatehouse_protect.conf here, too
            """),
        Trap(
            "underscores in names", "underscores_in_headers on;\n" + protected(""),
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: found "underscores_in_headers on": a client's "X_Auth_Subject" \
            reaches the backend, which may take it for "X-Auth-Subject"
            gatehouse: hint: leave it at its default in servers with protected locations
            """),
        Trap(
            "invalid names", "ignore_invalid_headers off;\n" + protected(""),
            """
            gatehouse: error: /etc/nginx/nginx.conf:2: found "ignore_invalid_headers off": a client's "X_Auth_Subject" \
            reaches the backend, which may take it for "X-Auth-Subject"
            gatehouse: hint: leave it at its default in servers with protected locations
            """),
    ]

    static func protected(_ lines: String) -> String {
        "location /x { set $gatehouse_policy orders; include gatehouse_protect.conf; \(lines) }"
    }

    @Test("finds the traps of a location, and nothing where there is none", arguments: traps)
    func trap(trap: Trap) throws {
        let check = try NginxSite().checkServer(trap.lines)
        #expect(check.problems.map(\.report) == trap.reports)
        #expect(check.hasErrors == trap.reports.contains { $0.hasPrefix("gatehouse: error: ") })
        #expect(check.protectedLocationCount > 0)
    }

    @Test("finds what the question's location must have")
    func question() throws {
        let lines = """
            location = /_gatehouse/auth {
            internal; fastcgi_pass b; fastcgi_param GATEHOUSE_POLICY $gatehouse_asked_policy; }
            \(Self.protected(""))
            """
        let check = try NginxSite().check("http { server {\n\(lines)\n} }")
        #expect(
            check.problems.map(\.report) == [
                """
                gatehouse: error: /etc/nginx/nginx.conf:2: location = /_gatehouse/auth: client_max_body_size: missing, \
                expected "0": a larger upload becomes a 500
                gatehouse: hint: write: client_max_body_size 0;
                """,
                """
                gatehouse: error: /etc/nginx/nginx.conf:2: location = /_gatehouse/auth: fastcgi_buffer_size: found the \
                default of 4k or 8k, expected at least "13k": the claims of policy "reports" may take so much, and more \
                than the buffer is a 502
                gatehouse: hint: raise it with fastcgi_buffers and fastcgi_busy_buffers_size, or lower the policy's \
                "token-length-limit"
                """,
            ])
        let missing = try NginxSite().check("http { server {\n\(Self.protected(""))\n} }")
        #expect(
            missing.problems.map(\.report) == [
                """
                gatehouse: error: /etc/nginx/nginx.conf:2: location /x: "auth_request" asks "/_gatehouse/auth", and the \
                server has no such location
                gatehouse: hint: include gatehouse_server.conf in the server
                """
            ])
    }

    @Test(
        "knows what a policy's headers may take",
        arguments: [
            ("claim-headers: { X-Auth-Claims: \"@payload\", X-Auth-Subject: sub }", nil),
            ("claim-headers: { X-Auth-Claims: \"@payload\" }\n    token-length-limit: 65536", nil),
            (
                "claim-headers: { X: sub }\n    token-length-limit: 60000\n    claims-length-limit: 40000",
                "40k"
            ),
            (
                "claim-headers: { X: \"@payload\" }\n    token-length-limit: 60000\n    claims-length-limit: 40000",
                "53k"
            ),
        ] as [(String, String?)])
    func buffer(settings: String, expected: String?) throws {
        let configuration = try #require(NginxSite.configuration(settings: settings))
        let check = try NginxSite(configuration: configuration).checkServer(Self.protected(""))
        let messages = check.problems.map(\.message)
        #expect(messages.count == (expected == nil ? 0 : 1))
        if let expected {
            #expect(
                messages.first?.hasPrefix(
                    "fastcgi_buffer_size: found \"32k\", expected at least \"\(expected)\"") == true)
        }
    }

    @Test("without Gatehouse's configuration finds all that depends on no policy")
    func withoutConfiguration() throws {
        let site = NginxSite(configuration: nil)
        #expect(
            try site.checkServer("location /x { include gatehouse_protect.conf; proxy_pass http://b; }")
                .problems == [])
        let lines = "location /x { include gatehouse_protect.conf;\nreturn 200; fastcgi_pass b; }"
        #expect(
            try site.checkServer(lines).problems.map(\.message) == [
                "\"return 200\" answers before access is checked, so nobody needs a token",
                "\"X-Auth-Subject\", \"X-Auth-Issuer\", \"X-Auth-Client\" and 5 more are neither passed nor cleared, so a "
                    + "client's own reaches the backend",
            ])
    }

    @Test("finds nothing in the variant with nginx's own cache, and the same traps")
    func cachingVariant() throws {
        let site = NginxSite()
        let include = "gatehouse_cache_server.conf"
        let fine = try site.checkServer(Self.protected("proxy_pass http://b;"), include: include)
        #expect(fine.problems.map(\.report) == [])
        let open = try site.checkServer(Self.protected("return 200;"), include: include)
        #expect(open.problems.count == 1)
    }

    @Test("sees what a server or http has for all its locations")
    func inheritance() throws {
        let server = "include gatehouse_protect.conf; location /x { proxy_pass http://b; }"
        let fine = try NginxSite().checkServer("set $gatehouse_policy orders; \(server)")
        #expect(fine.problems.map(\.report) == [])
        let lost = try NginxSite().checkServer(
            "set $gatehouse_policy orders; include gatehouse_protect.conf;\n"
                + "location /x { proxy_set_header Host a; proxy_pass http://b; }\nlocation /y { return 200; }"
        )
        #expect(lost.problems.map(\.line) == [3, 4])
        #expect(lost.problems.map(\.path) == ["location /x", "location /y"])
    }

    @Test("does not mind another service that auth_request asks")
    func otherService() throws {
        let lines =
            "location = /other { proxy_pass http://o; }\nlocation /x { auth_request /other; return 200; }"
        let check = try NginxSite().checkServer(lines)
        #expect(check.protectedLocationCount == 0)
        #expect(
            check.problems.map(\.report) == [
                """
                gatehouse: warning: /etc/nginx/nginx.conf: no location asks Gatehouse
                gatehouse: hint: include gatehouse_protect.conf in each location to protect
                """
            ])
    }

    @Test("finds nothing in the files and examples that are shipped, with a configuration and without one")
    func shipped() throws {
        let directory = "\(TestBinaries.packageDirectory)/nginx"
        let examples = NginxFiles.onDisk.names("\(directory)/examples").filter { $0.hasSuffix(".conf") }
        #expect(examples.count >= 10)
        let yaml = """
            issuers: { a: { issuer: "https://a", jwks: "https://a/keys" } }
            policies:
              orders: &policy
                issuers: [ a ]
                audiences: [ b ]
                claim-headers: { X-Auth-Subject: sub, X-Auth-Scopes: scp, X-Auth-Claims: "@payload" }
              reports: { issuers: [ a ], audiences: [ b ], claim-headers: { X-Auth-Subject: sub, X-Auth-Tenant: tid } }
              events: *policy
              pages: *policy
            """
        let configuration = ConfigurationReader.read(yaml: yaml, file: "g.yaml") { _ in .readable }
            .configuration
        let own = try #require(configuration)
        for example in examples {
            for configuration in [nil, own] {
                let check = NginxCheck(file: "\(directory)/examples/\(example)", configuration: configuration)
                // nginx's own file of parameters is where nginx is.
                let problems = check.problems.filter { !$0.message.contains("/fastcgi_") }
                #expect(problems.map(\.report) == [], "\(example)")
                #expect(check.protectedLocationCount > 0, "\(example)")
            }
        }
    }
}
