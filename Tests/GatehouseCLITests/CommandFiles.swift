import TestSupport

/// The files that scripts name, and what they read; all tokens are of 2023-11-14T22:13:20Z.
struct CommandFiles {
    let directory: TestDirectory
    let inputs: [String: String]

    init() throws {
        directory = try TestDirectory()
        let mint = try TokenMint(now: 1_700_000_000)
        try directory.write(try mint.jwks(), to: "keys.json")
        try directory.write("{\"keys\":[]}", to: "empty.json")
        try directory.write(Self.good, to: "gatehouse.yaml")
        try directory.write(Self.good.replacing("keys.json", with: "empty.json"), to: "empty.yaml")
        try directory.write(Self.broken, to: "broken.yaml")
        try directory.write("short\n", to: "debug.secret")
        try directory.write(
            Self.good.replacing("mode: report", with: "debug-secret-file: debug.secret"),
            to: "short-secret.yaml")
        try directory.write(Self.nginx, to: "nginx.conf")
        try directory.write(Self.nginx.replacing("return 200", with: "return 404"), to: "nginx-fine.conf")
        inputs = [
            "bad-signature": try mint.tokenWithBadSignature(),
            "good": try mint.token(["roles": ["Clerk", "Ärzte"]]) + "\r\n",
            "no-token": "\n",
            "nothing-fits": try mint.token(["aud": "api://other", "exp": .integer(mint.now - 60), "scp": nil]
            ),
            "other-issuer": try mint.token(["iss": "https://other.example/\u{1B}[31m"]),
            "remote": try mint.token(["iss": "https://remote.example"]),
            "text": "hello, world",
        ]
    }

    private static let good = """
        listen: [ "unix:/run/gatehouse/gatehouse.sock" ]
        issuers:
          local: { issuer: "https://issuer.example", jwks-file: keys.json }
          remote: { issuer: "https://remote.example", jwks: "https://127.0.0.1:1/keys" }
        policies:
          orders:
            issuers: [ local, remote ]
            audiences: [ "api://orders" ]
            algorithms: [ ES256, RS256 ]
            claim-headers: { X-Auth-Subject: sub, X-Auth-Roles: roles, X-Auth-Email: email }
          watch:
            issuers: [ local ]
            audiences: [ "api://reports" ]
            mode: report
        """

    private static let broken = """
        listen: [ "unix:relative.sock" ]
        isuers:
          local: { issuer: "https://issuer.example", jwks-file: nowhere.json }
        policies:
          orders: { issuers: [ local ], clock-skew: soon }
        """

    /// An nginx whose protected location is open.
    private static let nginx = """
        server {
            location = /_gatehouse/auth { client_max_body_size 0; fastcgi_buffer_size 32k; fastcgi_pass b; }
            location /a {
                set $gatehouse_policy orders; auth_request /_gatehouse/auth;
                return 200;
            }
        }
        """
}
