import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A client gets a token by the client credentials grant (RFC 6749 section 4.4) and calls the API with it.
    @Suite("From the token endpoint to the API", .serialized)
    struct SeedFlowTests {
        @Test("an application is let in with its permission, and kept out with another, told why")
        func applications() throws {
            try withIssuer(Self.tenantPlan) { site, issuer in
                for version in EntraVersion.allCases {
                    let clerk = try Self.grant(
                        issuer, version, client: EntraClaims.client, secret: "orders-secret")
                    let request = try site.forwarded("GET", "/orders/1", token: clerk)
                    #expect(request["X-Auth-Client"] == (version == .two ? EntraClaims.client : nil))
                    #expect(request["X-Auth-Roles"] == "Orders.Read")
                    let claims = try #require(
                        request["X-Auth-Claims"].flatMap(Base64Text.decode).flatMap(TestJSON.init(text:)))
                    #expect(claims["tid"] == .string(EntraTenant.contoso.identifier))
                    #expect(claims["ver"] == .string(version.rawValue))

                    let reporter = try Self.grant(
                        issuer, version, client: "8b7a6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d",
                        secret: "reports-secret")
                    let answer = try site.ask("GET", "/orders/2", token: reporter)
                    #expect(answer.status == 403)
                    let body = TestJSON(text: answer.text)
                    #expect(body?["reason"] == "TokenClaimValueNotAllowed")
                    #expect(
                        body?["detail"]
                            == "Claim roles value of Reports.Read is not allowed. Access denied. Required is 'Orders.Read'."
                    )
                    #expect(site.backend.requests(for: "/orders/2").isEmpty)
                    try site.daemon.line(
                        with: "policy=orders outcome=refuse reason=TokenClaimValueNotAllowed status=403",
                        #"message="Claim roles value of Reports.Read is not allowed. Access denied."#)
                }
                let nobody = try site.ask("GET", "/orders/3")
                #expect(nobody.status == 401)
                #expect(
                    TestJSON(text: nobody.text)?["detail"]
                        == "JWT not present. There is no token in the Authorization header.")
            }
        }

        @Test("a client of an ordinary OpenID provider is let in with its scope, and kept out with another")
        func scopes() throws {
            try withIssuer(Self.providerPlan) { site, issuer in
                let reader = try Self.grant(issuer, scope: "orders.read")
                let request = try site.forwarded("GET", "/orders/1", token: reader)
                #expect(request["X-Auth-Subject"] == "demo")
                #expect(request["X-Auth-Scopes"] == "orders.read")
                let other = try Self.grant(issuer, scope: "reports.read")
                let answer = try site.ask("GET", "/orders/2", token: other)
                #expect(answer.status == 403)
                #expect(TestJSON(text: answer.text)?["reason"] == "TokenClaimValueNotAllowed")
                #expect(
                    TestJSON(text: answer.text)?["detail"]
                        == "Claim scp value of reports.read is not allowed. Access denied. Required is 'orders.read'."
                )
                #expect(
                    answer["WWW-Authenticate"]?.hasPrefix(
                        "Bearer realm=\"orders\", error=\"insufficient_scope\"") == true)
            }
        }

        @Test("a restart while Entra ID is down lets in by the metadata and the keys that were archived")
        func restart() throws {
            try withIssuer(Self.tenantPlan) { site, issuer in
                let tokens = try EntraVersion.allCases.map {
                    try Self.grant(issuer, $0, client: EntraClaims.client, secret: "orders-secret")
                }
                for token in tokens { _ = try site.forwarded("GET", "/orders/before", token: token) }
                #expect(
                    eventually {
                        let names = SocketFiles.names(in: site.directory.path)
                        return Set(names).isSuperset(of: ["entra%2F1.keys", "entra%2F2.keys"])
                    })
                issuer.stop()
                #expect(site.daemon.process.stop() == .exit(0))
                try site.startDaemon()
                for token in tokens { _ = try site.forwarded("GET", "/orders/after", token: token) }
                try site.daemon.line(with: "1 key taken from the archive", "issuer=entra/2")
            }
        }

        /// Runs `body` with an issuer and a site that trusts it.
        private func withIssuer(
            _ plan: (String) -> Site.Plan, _ body: (Site, TestIssuerServer) throws -> Void
        ) throws {
            let directory = try TestDirectory()
            let issuer = try TestIssuerServer(directory: directory)
            defer { issuer.stop() }
            try withSite(plan(issuer.url), in: directory) { try body($0, issuer) }
        }

        private static func tenantPlan(_ baseURL: String) -> Site.Plan {
            Site.Plan(
                settings: """
                    state-directory: @DIRECTORY@
                    issuers:
                      entra:
                        tenant-id: \(EntraTenant.contoso.identifier)
                        authentication-endpoint: "\(baseURL)"
                        dangerously-allow-http: true
                    policies:
                      orders:
                        issuers: [ entra ]
                        backend-application-ids: [ \(EntraClaims.backend) ]
                        required-claims: [ { name: roles, match: any, values: [ Orders.Read ] } ]
                        claim-headers: { X-Auth-Client: azp, X-Auth-Roles: roles }
                        output-token-variable-name: X-Auth-Claims
                    """,
                locations: Site.Plan.location("orders"))
        }

        private static func providerPlan(_ baseURL: String) -> Site.Plan {
            Site.Plan(
                settings: """
                    issuers:
                      provider:
                        openid-config: "\(baseURL)/.well-known/openid-configuration"
                        dangerously-allow-http: true
                    policies:
                      orders:
                        issuers: [ provider ]
                        audiences: [ "api://orders" ]
                        required-claims: [ { name: scp, match: any, separator: " ", values: [ orders.read ] } ]
                        claim-headers: { X-Auth-Subject: sub, X-Auth-Scopes: scp }
                    """,
                locations: Site.Plan.location("orders"))
        }

        /// The token endpoint's answer to an application of the tenant.
        private static func grant(
            _ issuer: TestIssuerServer, _ version: EntraVersion, client: String, secret: String
        ) throws -> String {
            let what =
                version == .one
                ? "resource=api://\(EntraClaims.backend)" : "scope=api://\(EntraClaims.backend)/.default"
            return try grant(
                issuer, "/\(EntraTenant.contoso.identifier)/oauth2\(version == .two ? "/v2.0" : "")/token",
                "client_id=\(client)&client_secret=\(secret)&\(what)")
        }

        /// The ordinary token endpoint's answer to its client.
        private static func grant(_ issuer: TestIssuerServer, scope: String) throws -> String {
            try grant(issuer, "/token", "client_id=demo&client_secret=demo-secret&scope=\(scope)")
        }

        private static func grant(_ issuer: TestIssuerServer, _ path: String, _ fields: String) throws
            -> String
        {
            let answer = try HTTPClient(port: issuer.port).ask(
                "POST", path,
                headers: [HTTPMessage.Header("Content-Type", "application/x-www-form-urlencoded")],
                body: Array("grant_type=client_credentials&\(fields)".utf8))
            try #require(answer.status == 200, "\(answer.text)")
            return try #require(TestJSON(text: answer.text)?["access_token"]?.string)
        }
    }
}
