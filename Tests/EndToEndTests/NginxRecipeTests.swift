import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("The recipes for nginx")
    struct NginxRecipeTests {
        static let settings = """
            issuers:
              local: { issuer: "https://issuer.example", jwks-file: keys.json }
              gone: { issuer: "https://gone.example", jwks: "https://127.0.0.1:1/keys", key-wait: 1s }
            policies:
              orders: &orders
                issuers: [ local, gone ]
                audiences: [ "api://orders" ]
                required-claims: [ { name: scp, match: any, separator: " ", values: [ orders.read ] } ]
                claim-headers: { X-Auth-Subject: sub }
              events: &cookie
                issuers: [ local ]
                audiences: [ "api://orders" ]
                cookie-name: session
                claim-headers: { X-Auth-Subject: sub }
              pages: *cookie
            """

        static func withRecipe(
            _ name: String, replacing replacements: [String: String] = [:], settings: String = Self.settings,
            in directory: TestDirectory? = nil, _ body: (Site) throws -> Void
        ) throws {
            let example = ExampleFile("nginx/examples/\(name).conf", replacing: replacements)
            try withSite(Site.Plan(settings: settings, example: example), in: directory, body)
        }

        @Test("proxy_pass: the claims come as headers, and the token does not come")
        func proxyPass() throws {
            try Self.withRecipe("proxy_pass") { site in
                let request = try site.forwarded(
                    "GET", "/orders/1", token: try site.mint.token(), headers: [("X-Auth-Subject", "root")])
                #expect(request.values(of: "X-Auth-Subject") == ["ada"])
                #expect(request["Authorization"] == nil)
                #expect(try site.ask("GET", "/orders/1").status == 401)
            }
        }

        @Test("fastcgi_pass: the claims come as parameters, and a client's own do not")
        func fastCGIPass() throws {
            let program = try FastCGIBackend()
            defer { program.stop() }
            try Self.withRecipe("fastcgi_pass", replacing: ["127.0.0.1:3000": "127.0.0.1:\(program.port)"]) {
                site in
                let forged = [("X-Auth-Subject", "root"), ("X-Auth-Roles", "Clerk")]
                let answer = try site.ask(
                    "POST", "/app/a.php", token: try site.mint.token(), headers: forged,
                    body: Array("a=b".utf8))
                #expect(answer.text == "reached")
                #expect(try site.ask("GET", "/app/a.php", headers: forged).status == 401)
                try #require(program.requests.count == 1)
                #expect(program.requests[0]["HTTP_X_AUTH_SUBJECT"] == "ada")
                #expect(program.requests[0]["HTTP_X_AUTH_ROLES"] == "")
                #expect(program.requests[0]["HTTP_AUTHORIZATION"] == nil)
                #expect(program.requests[0]["SCRIPT_NAME"] == "/app/a.php")
                #expect(program.requests[0]["REQUEST_METHOD"] == "POST")
            }
        }

        @Test("grpc_pass: the claims come as metadata")
        func grpcPass() throws {
            // nginx is the backend too: it tells in its answer what it got.
            let backend = """
                server {
                    listen unix:@DIRECTORY@/grpc.sock http2;
                    location / {
                        default_type application/grpc;
                        add_header X-Saw "<$http_x_auth_subject,$http_x_auth_roles>";
                        return 200;
                    }
                }
                # gRPC.
                """
            let changes = [
                "# gRPC.": backend, "grpc://127.0.0.1:3000": "grpc://unix:@DIRECTORY@/grpc.sock",
            ]
            try Self.withRecipe("grpc_pass", replacing: changes) { site in
                // Without a body: curl 7.88 may take the end of an unread one (RST_STREAM with NO_ERROR) for an error.
                func call(_ headers: [String]) throws -> String {
                    let options = ["-sS", "-i", "--http2-prior-knowledge", "--max-time", "10", "-X", "POST"]
                    let names = (headers + ["Content-Type: application/grpc"]).flatMap { ["-H", $0] }
                    let url = "http://127.0.0.1:\(site.server.port)/orders.Orders/List"
                    let run = try CommandRun("curl", options + names + [url])
                    #expect(run.errors.isEmpty)
                    return run.output
                }
                let token = try site.mint.token()
                site.secrets.note(in: token)
                let allowed = try call(["Authorization: Bearer \(token)", "X-Auth-Subject: root"])
                #expect(allowed.hasPrefix("HTTP/2 200"))
                #expect(allowed.contains("x-saw: <ada,>"))
                let refused = try call(["X-Auth-Subject: root"])
                #expect(refused.hasPrefix("HTTP/2 401"))
                #expect(refused.contains("www-authenticate: Bearer realm=\"orders\""))
                #expect(!refused.contains("x-saw"))
            }
        }

        @Test("WebSocket: the handshake is checked, and then bytes go both ways")
        func webSocket() throws {
            let backend = try TinyServer { connection in
                let subject = connection.request.split(separator: "\r\n").first {
                    $0.lowercased().hasPrefix("x-auth-subject:")
                }
                connection.send(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
                connection.send("hello \(subject ?? "nobody")")
                _ = connection.peerHasGone(within: 5_000)
            }
            try Self.withRecipe("websocket", replacing: ["127.0.0.1:3000": "127.0.0.1:\(backend.port)"]) {
                site in
                let token = try site.mint.token()
                func shakeHands(_ headers: String) throws -> String {
                    let socket = try SocketClient(.tcp(host: "127.0.0.1", port: site.server.port))
                    let upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n\(headers)"
                    socket.send(Array("GET /events HTTP/1.1\r\nHost: a\r\n\(upgrade)\r\n\r\n".utf8))
                    var text = ""
                    while let bytes = socket.receive(within: .seconds(5)), !bytes.isEmpty {
                        text += String(decoding: bytes, as: UTF8.self)
                        if text.contains("hello ") || text.contains("\"status\"") { break }
                    }
                    return text
                }
                site.secrets.note(in: token)
                let cookie = "Cookie: session=\(token)"
                let allowed = try shakeHands("Origin: https://app.example\r\n\(cookie)")
                #expect(allowed.hasPrefix("HTTP/1.1 101 "))
                #expect(allowed.hasSuffix("hello X-Auth-Subject: ada"))
                #expect(try shakeHands("X-Auth-Subject: root").hasPrefix("HTTP/1.1 401 "))
                // Another site's page, in the browser of somebody who is logged in.
                #expect(
                    try shakeHands("Origin: https://evil.example\r\n\(cookie)").hasPrefix("HTTP/1.1 403 "))
                #expect(site.secrets.found(in: site.directory.text(of: "access.log")) == nil)
            }
        }

        @Test("files: what an index or a missing file leads to is protected as well")
        func staticFiles() throws {
            let directory = try TestDirectory()
            try directory.makeFolder("files/private/sub")
            try directory.write("for ada\n", to: "files/private/index.html")
            try directory.write("deep\n", to: "files/private/sub/a.txt")
            try Self.withRecipe("static_files", in: directory) { site in
                let token = try site.mint.token()
                for (target, text) in [("/private/", "for ada\n"), ("/private/sub/a.txt", "deep\n")] {
                    let refused = try site.ask("GET", target)
                    #expect(refused.status == 401)
                    #expect(refused["Cache-Control"] == "no-store")
                    let answer = try site.ask("GET", target, token: token)
                    #expect(answer.text == text)
                    #expect(answer["Cache-Control"] == "private")
                }
                #expect(try site.ask("GET", "/private/none").status == 401)
                #expect(try site.ask("GET", "/private/none", token: token).status == 404)
            }
        }

        @Test("login: a browser is sent to the login page, a program gets the 401")
        func login() throws {
            try Self.withRecipe("login_redirect") { site in
                let html = [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]
                let sent = try site.ask("GET", "/app/a?b=c&d=e", headers: html)
                #expect(sent.status == 302)
                #expect(
                    sent["Location"]
                        == "https://login.example/?return_to=https://app.example/app/a?b=c&d=e")
                #expect(sent["Cache-Control"] == "no-store")
                for (method, headers) in [
                    ("GET", [("Accept", "application/json")]), ("GET", []), ("POST", html),
                ] {
                    let refused = try site.ask(method, "/app/a", headers: headers)
                    #expect(refused.status == 401)
                    #expect(refused["Location"] == nil)
                    #expect(TestJSON(text: refused.text)?["reason"] == "TokenNotPresent")
                }
                let cookie = [("Cookie", "session=\(try site.mint.token())")] + html
                #expect(try site.forwarded("GET", "/app/a", headers: cookie)["X-Auth-Subject"] == "ada")
            }
        }

        @Test("CORS: a preflight is answered, and an allowed origin may read its refusals, no others")
        func cors() throws {
            let closed = """
                location /closed/ {
                    set $gatehouse_policy orders;
                    include gatehouse_protect.conf;
                    proxy_pass http://127.0.0.1:3000;
                }

                """
            let changes = ["location /orders/": closed + "location /orders/"]
            try Self.withRecipe("cors", replacing: changes) { site in
                let preflight = [("Access-Control-Request-Method", "PUT")]
                let ours = [("Origin", "https://app.example")]
                let other = [("Origin", "https://evil.example")]
                let allowed = try site.ask("OPTIONS", "/orders/1", headers: ours + preflight)
                #expect(allowed.status == 204)
                #expect(allowed["Access-Control-Allow-Origin"] == "https://app.example")
                #expect(allowed["Access-Control-Allow-Headers"] == "Authorization, Content-Type")
                #expect(allowed["Access-Control-Allow-Methods"]?.contains("PUT") == true)
                let denied = try site.ask("OPTIONS", "/orders/1", headers: other + preflight)
                #expect(denied["Access-Control-Allow-Origin"] == nil)

                let refused = try site.ask("GET", "/orders/1", headers: ours)
                #expect(refused.status == 401)
                #expect(refused["Access-Control-Allow-Origin"] == "https://app.example")
                #expect(refused["Access-Control-Expose-Headers"] == "WWW-Authenticate, Retry-After")
                let unread = try site.ask("GET", "/orders/1", headers: other)
                #expect(unread.status == 401)
                #expect(unread.headers.allSatisfy { !$0.name.hasPrefix("Access-Control") })
                let elsewhere = try site.ask("GET", "/closed/1", headers: ours)
                #expect(elsewhere.status == 401)
                #expect(elsewhere.headers.allSatisfy { !$0.name.hasPrefix("Access-Control") })
                let answer = try site.ask("GET", "/orders/1", token: try site.mint.token(), headers: ours)
                #expect(answer.text == "reached")
                #expect(answer["Access-Control-Allow-Origin"] == "https://app.example")
            }
        }

        @Test("satisfy any: an address or a token", arguments: [("10.0.0.0/8", 401), ("127.0.0.0/8", 200)])
        func satisfyAny(network: String, statusWithoutToken: Int) throws {
            try Self.withRecipe("satisfy_any", replacing: ["10.0.0.0/8": network]) { site in
                let forged = [("X-Auth-Subject", "root")]
                #expect(try site.ask("GET", "/orders/1", headers: forged).status == statusWithoutToken)
                #expect(site.backend.requests.allSatisfy { $0["X-Auth-Subject"] == nil })
                #expect(try site.ask("GET", "/orders/2", token: try site.mint.token()).status == 200)
                #expect(
                    site.backend.requests.last?["X-Auth-Subject"] == (network == "10.0.0.0/8" ? "ada" : nil))
                let weak = try site.mint.token(["scp": "x"])
                let status = try site.ask("GET", "/orders/3", token: weak).status
                #expect(status == (statusWithoutToken == 200 ? 200 : 403))
            }
        }
    }
}
