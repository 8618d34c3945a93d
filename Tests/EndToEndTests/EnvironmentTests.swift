import TestSupport
import Testing

extension EndToEnd {
    @Suite("Programs and pages of the web server itself")
    struct EnvironmentTests {
        @Test("find the claims in Apache's environment, and no way around the check in a subrequest")
        func apache() throws {
            let directory = try TestDirectory()
            for folder in ["files/open", "files/orders"] { try directory.makeFolder(folder) }
            let echo = "<!--#echo var=\"X_AUTH_SUBJECT\" -->|<!--#echo var=\"REMOTE_USER\" -->"
            try directory.write(
                "[\(echo)|<!--#echo var=\"HTTP_X_AUTH_SUBJECT\" -->]", to: "files/orders/a.shtml")
            try directory.write("[<!--#include virtual=\"/orders/secret.txt\" -->]", to: "files/open/b.shtml")
            try directory.write("secret", to: "files/orders/secret.txt")
            var plan = Site.Plan.table(.apache)
            plan.locations = """
                <Directory "@DIRECTORY@/files">
                    Options +Includes
                    AddOutputFilter INCLUDES .shtml
                </Directory>
                <Location "/orders/">
                    Use Gatehouse orders
                </Location>
                <Location "/orders/clerks/">
                    Use Gatehouse clerks
                    ProxyPass "@BACKEND@/"
                </Location>
                <Location "/scoped/">
                    Use GatehouseScoped orders "orders.export"
                    ProxyPass "@BACKEND@/"
                </Location>
                <Location "/scoped/plain/">
                    Use Gatehouse orders
                </Location>
                """
            // The one that counts where none is named: a subrequest must not fall back to it.
            plan.settings += "\n  default: { issuers: [ local ], audiences: [ \"api://orders\" ] }"
            try withSite(plan, in: directory) { site in
                let token = try site.mint.token()
                let forged = [("X-Auth-Subject", "root"), ("X_AUTH_SUBJECT", "root")]
                #expect(
                    try site.ask("GET", "/orders/a.shtml", token: token, headers: forged).text
                        == "[ada|ada|ada]")
                // Without a `sub` there is still somebody.
                let nobody = try site.mint.token(["sub": nil])
                let page = try site.ask("GET", "/orders/a.shtml", token: nobody, headers: forged)
                #expect(page.text == "[|-|(none)]")
                #expect(try site.ask("GET", "/orders/a.shtml", headers: forged).status == 401)
                for token in [nil, token] {
                    let outside = try site.ask("GET", "/open/b.shtml", token: token)
                    #expect(outside.status == 200)
                    #expect(!outside.text.contains("secret"))
                }
                #expect(try site.ask("GET", "/scoped/1", token: token).status == 403)
                #expect(try site.ask("GET", "/scoped/plain/1", token: token).text == "reached")
                // The inner location's policy is the one that counts.
                #expect(try site.ask("GET", "/orders/clerks/1", token: token).status == 403)
                let clerk = try site.mint.token(["roles": ["Clerk"]])
                #expect(try site.ask("GET", "/orders/clerks/1", token: clerk).text == "reached")
            }
        }

        @Test("find the claims in lighttpd's environment")
        func lighttpd() throws {
            let directory = try TestDirectory()
            try directory.makeFolder("files/orders")
            let script =
                "printf 'Content-Type: text/plain\\r\\n\\r\\n[%s|%s]' \"$X_AUTH_SUBJECT\" \"$HTTP_X_AUTH_SUBJECT\""
            try directory.write(script, to: "files/orders/a.cgi")
            var plan = Site.Plan.table(.lighttpd)
            plan.locations = """
                server.modules += ( "mod_cgi" )
                cgi.assign = ( ".cgi" => "/bin/sh" )
                $HTTP["url"] =~ "^/orders/" {
                    setenv.set-environment = ( "GATEHOUSE_POLICY" => "orders" )
                    fastcgi.server = var.gatehouse
                }
                """
            try withSite(plan, in: directory) { site in
                let forged = [
                    ("X-Auth-Subject", "root"), ("X.Auth.Subject", "root"), ("X-Auth+Email", "root"),
                ]
                let page = try site.ask("GET", "/orders/a.cgi", token: try site.mint.token(), headers: forged)
                #expect(page.text == "[ada|ada]")
                #expect(try site.ask("GET", "/orders/a.cgi", headers: forged).status == 401)
            }
        }
    }
}
