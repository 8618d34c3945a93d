import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A policy of API Management, imported, behind nginx")
    struct ImportedPolicyTests {
        @Test("guards the same API: by method, by path, by claim, with the claims as headers")
        func imported() throws {
            let mint = try TokenMint(.rs256, now: Int64(Date().timeIntervalSince1970))
            let files = try TestDirectory()
            try files.write(Self.policy(try mint.key.jwk()), to: "orders.xml")
            let run = try CommandRun(
                TestBinaries.path(of: "gatehouse"),
                [
                    "import-policy", files.path(of: "orders.xml"), "--directory", files.path(of: "new"),
                    "--location", "/api/",
                ])
            #expect(
                run.errors.hasPrefix(
                    "gatehouse: note: \(files.path(of: "orders.xml")):12: requests to \"/api/internal\" are answered"
                ))
            #expect(run.status == 1)

            let nginx = files.text(of: "new/nginx.conf").replacing("http://BACKEND", with: "@BACKEND@")
            let parts = nginx.split(separator: "# In server", maxSplits: 1).map(String.init)
            var plan = Site.Plan()
            plan.settings = files.text(of: "new/gatehouse.yaml")
            plan.servers = parts[0]
            plan.locations = "# In server" + parts[1]
            try withSite(plan) { site in
                let clerk = try mint.token(["roles": ["Clerk"]])
                let admin = try mint.token(["roles": ["Clerk", "Admin"], "oid": "7"])
                let request = try site.forwarded(
                    "GET", "/api/orders", token: admin, headers: [("X-User-Id", "root")])
                #expect(request.values(of: "X-User-Id") == ["7"])
                #expect(request.values(of: "Authorization").isEmpty)
                // No claim, no header, whatever the client says.
                let other = try site.forwarded(
                    "GET", "/api/orders", token: clerk, headers: [("X-User-Id", "root")])
                #expect(other.values(of: "X-User-Id").isEmpty)

                let cases: [(method: String, target: String, token: String?, status: Int)] = [
                    ("GET", "/api/orders", nil, 401), ("GET", "/api/orders", try mint.token(), 200),
                    ("GET", "/api/orders", try mint.token(["aud": "other"]), 401),
                    ("DELETE", "/api/orders", clerk, 403), ("DELETE", "/api/orders", admin, 200),
                    ("GET", "/api/admin/users", clerk, 403), ("GET", "/api/admin/users", admin, 200),
                    ("GET", "/api/x/../admin/users", clerk, 403), ("GET", "/api/%61dmin/users", clerk, 403),
                    ("GET", "/api/internal", admin, 403),
                ]
                for (method, target, token, status) in cases {
                    #expect(
                        try site.ask(method, target, token: token).status == status, "\(method) \(target)")
                }
            }
        }

        /// Raw quotes and `&&`, as API Management's own editor writes them.
        private static func policy(_ key: TestJSON) -> String {
            """
            <policies>
              <inbound>
                <validate-jwt header-name="Authorization" require-scheme="Bearer" output-token-variable-name="jwt">
                  <issuer-signing-keys>
                    <key id="k1" n="\(key["n"]?.string ?? "")" e="\(key["e"]?.string ?? "")" />
                  </issuer-signing-keys>
                  <audiences><audience>api://orders</audience></audiences>
                  <issuers><issuer>https://issuer.example</issuer></issuers>
                </validate-jwt>
                <choose>
                  <when condition="@(context.Request.Url.Path.StartsWith("/internal"))">
                    <return-response><set-status code="404" reason="Not Found" /></return-response>
                  </when>
                  <when condition="@((context.Request.Method == "DELETE" || context.Request.Url.Path.StartsWith("/admin")) && !((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("roles", "").Contains("Admin"))">
                    <return-response><set-status code="403" reason="Forbidden" /></return-response>
                  </when>
                </choose>
                <set-header name="X-User-Id" exists-action="override">
                  <value>@(((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("oid", ""))</value>
                </set-header>
                <set-header name="Authorization" exists-action="delete" />
              </inbound>
            </policies>
            """
        }
    }
}
