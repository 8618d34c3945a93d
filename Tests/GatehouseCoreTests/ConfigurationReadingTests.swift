import GatehouseCore
import JOSE
import Keys
import Policy
import Posix
import Testing

@Suite("Configuration: what is read")
struct ConfigurationReadingTests {
    @Test("the design's example is read to the last setting; its unused issuers are warned about")
    func design() throws {
        let entra = IssuerConfiguration(
            name: "entra", identifiers: ["https://login.microsoftonline.com/TENANT/v2.0"],
            sources: [
                .openIDConfiguration(
                    url: "https://login.microsoftonline.com/TENANT/v2.0/.well-known/openid-configuration",
                    issuer: .exactly("https://login.microsoftonline.com/TENANT/v2.0"))
            ])
        let partner = IssuerConfiguration(
            name: "partner", identifiers: ["https://partner.example/"],
            sources: [.keySet(url: "https://partner.example/keys")])
        let offline = IssuerConfiguration(
            name: "offline", identifiers: ["https://issuer.example"],
            sources: [.keySetFile(path: "/etc/gatehouse/offline.jwks.json")])
        let legacy = IssuerConfiguration(
            name: "legacy", identifiers: ["legacy-app"],
            sources: [
                .signingKeys([
                    SigningKey(id: "k1", material: .secretFile(path: "/etc/gatehouse/legacy.key"))
                ])
            ])
        var orders = PolicyConfiguration(name: "orders", issuers: ["entra", "partner"])
        orders.audiences = ["api://orders"]
        orders.algorithms = ["RS256", "ES256"]
        orders.clockSkew = .seconds(60)
        orders.failedValidation = ProtectionPolicy.FailedValidation(status: 401, message: "…")
        orders.requiredClaims = [
            try required("scp", match: .any, separator: " ", values: ["orders.read", "orders.write"]),
            try required("roles", values: ["Clerk"]),
            try required("realm_access.roles", match: .any, values: ["clerk"]),
        ]
        orders.claimHeaders = [
            ClaimHeader(name: "X-Auth-Subject", content: .claim(try path("sub"))),
            ClaimHeader(name: "X-Auth-Scopes", content: .claim(try path("scp"))),
            ClaimHeader(name: "X-Auth-Roles", content: .claim(try path("roles"))),
        ]
        var expected = Configuration(issuers: [entra, partner, offline, legacy], policies: [orders])
        expected.listen = [.address(.unix(path: "/run/gatehouse/gatehouse.sock"))]
        expected.socketMode = 0o660
        expected.socketGroup = "www-data"
        expected.stateDirectory = "/var/lib/gatehouse"

        let reading = ConfigurationExample.read(
            ConfigurationExample.full, file: "/etc/gatehouse/gatehouse.yaml")
        #expect(reading.configuration == expected)
        #expect(
            reading.problems.map(\.report) == [
                "gatehouse: warning: /etc/gatehouse/gatehouse.yaml:12: issuers.offline: no policy uses this issuer",
                "gatehouse: warning: /etc/gatehouse/gatehouse.yaml:15: issuers.legacy: no policy uses this issuer",
            ])
    }

    @Test("what the shortest configuration leaves out has its documented default")
    func defaults() throws {
        let reading = ConfigurationExample.read(ConfigurationExample.minimal)
        #expect(reading.problems.isEmpty)
        let configuration = try #require(reading.configuration)
        #expect(configuration.listen == [.address(.unix(path: "/run/gatehouse/gatehouse.sock"))])
        #expect(configuration.socketMode == 0o660)
        #expect(configuration.socketGroup == nil)
        #expect(configuration.stateDirectory == nil)
        #expect(configuration.workers == nil)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
        #expect(configuration.requestTimeout == .seconds(10))
        #expect(configuration.connectionLimit == 4096)

        let issuer = try #require(configuration.issuers.first)
        #expect(issuer.identifiers == ["https://issuer.example"])
        #expect(!issuer.fetching.dangerouslyAllowHTTP)
        #expect(issuer.fetching.caFile == nil)
        #expect(issuer.fetching.clientCertificate == nil)
        #expect(issuer.fetching.proxy == nil)
        #expect(issuer.fetching.keyLifetime == .seconds(3600))
        #expect(issuer.fetching.maxStale == .seconds(86400))
        #expect(issuer.fetching.keyWait == .seconds(1))

        let policy = try #require(configuration.policies.first)
        #expect(policy.algorithms == nil)
        #expect(policy.requiresExpirationTime)
        #expect(policy.tokenSource == .header(name: "Authorization", scheme: "Bearer"))
        #expect(policy.clockSkew == .zero)
        #expect(policy.failedValidation == ProtectionPolicy.FailedValidation())
        #expect(policy.requiredClaims.isEmpty)
        #expect(policy.claimHeaders.isEmpty)
        #expect(policy.claimEncoding == .percent)
        #expect(policy.mode == .enforce)
    }

    @Test("every setting of the daemon has its place")
    func server() throws {
        let configuration = try good(
            top(
                """
                listen: [ "unix:/run/a.sock", "tcp:127.0.0.1:9000", "tcp:[2001:db8::1.2.3.4]:65535", systemd, stdin ]
                socket-mode: 0600
                socket-group: web
                state-directory: state
                workers: 4
                log-level: error
                log-format: json
                request-timeout: 2m
                connection-limit: 16
                """))
        #expect(
            configuration.listen == [
                .address(.unix(path: "/run/a.sock")), .address(.tcp(host: "127.0.0.1", port: 9000)),
                .address(.tcp(host: "2001:db8::1.2.3.4", port: 65535)), .systemd, .standardInput,
            ])
        #expect(configuration.socketMode == 0o600)
        #expect(configuration.socketGroup == "web")
        #expect(configuration.stateDirectory == "state")
        #expect(configuration.workers == 4)
        #expect(configuration.logLevel == .error)
        #expect(configuration.logFormat == .json)
        #expect(configuration.requestTimeout == .seconds(120))
        #expect(configuration.connectionLimit == 16)
    }

    @Test("every setting of an issuer has its place, and paths begin at the file's directory")
    func issuerSettings() throws {
        let yaml = issuer(
            """
            openid-config: http://[::1]:8080/metadata
            issuer: https://sts.example/
            dangerously-allow-http: true
            ca-file: ca.pem
            client-certificate: /etc/client.pem
            client-key: ../client.key
            proxy: http://proxy.example:3128
            key-lifetime: 300
            max-stale: 30d
            key-wait: 10s
            fetch-timeout: 1m
            """)
        let reading = ConfigurationExample.read(yaml, file: "conf/gatehouse.yaml")
        let issuer = try #require(reading.configuration?.issuers.first)
        #expect(issuer.identifiers == ["https://sts.example/"])
        #expect(
            issuer.sources == [
                .openIDConfiguration(
                    url: "http://[::1]:8080/metadata", issuer: .exactly("https://sts.example/"))
            ])
        #expect(issuer.fetching.dangerouslyAllowHTTP)
        #expect(issuer.fetching.caFile == "conf/ca.pem")
        #expect(
            issuer.fetching.clientCertificate
                == KeyFetching.ClientCertificate(
                    certificateFile: "/etc/client.pem", keyFile: "conf/../client.key"))
        #expect(issuer.fetching.proxy == "http://proxy.example:3128")
        #expect(issuer.fetching.keyLifetime == .seconds(300))
        #expect(issuer.fetching.maxStale == .seconds(2_592_000))
        #expect(issuer.fetching.keyWait == .seconds(10))
        #expect(issuer.fetching.fetchTimeout == .seconds(60))
    }

    @Test("an issuer may be any, and its keys in files of both kinds")
    func anyIssuer() throws {
        let configuration = try good(
            issuer(
                """
                issuer: "*"
                issuer-signing-keys: [ { pem-file: a.pem }, { id: 2, secret-file: /b.key } ]
                """))
        #expect(configuration.issuers.first?.acceptsAnyIdentifier == true)
        #expect(
            configuration.issuers.first?.sources == [
                .signingKeys([
                    SigningKey(material: .pemFile(path: "a.pem")),
                    SigningKey(id: "2", material: .secretFile(path: "/b.key")),
                ])
            ])
    }

    @Test("a token elsewhere has no scheme; in Authorization, in any case, it has the one asked for")
    func tokenSources() throws {
        let cookie = try goodPolicy("cookie-name: session\nmode: report\nclaim-encoding: base64url-json")
        #expect(cookie.tokenSource == .cookie(name: "session"))
        #expect(cookie.mode == .report)
        #expect(cookie.claimEncoding == .base64URLJSON)
        let query = try goodPolicy("query-parameter-name: access_token\nrequire-expiration-time: false")
        #expect(query.tokenSource == .query(name: "access_token"))
        #expect(!query.requiresExpirationTime)
        let other = try goodPolicy("header-name: X-Token")
        #expect(other.tokenSource == .header(name: "X-Token", scheme: nil))
        let standard = try goodPolicy("header-name: authorization\nrequire-scheme: DPoP")
        #expect(standard.tokenSource == .header(name: "authorization", scheme: "DPoP"))
    }

    @Test("values are the text of the file, claims without them are presence checks")
    func values() throws {
        let policy = try goodPolicy(
            """
            required-claims:
              - { name: level, values: [ 3, 1.50, true, yes, "null", "" ] }
              - { name: email, values: [] }
              - name: sub
            claim-headers: { X-Token: "@payload", X-Roles: https://ns.example/roles }
            """)
        #expect(
            policy.requiredClaims == [
                try required("level", values: ["3", "1.50", "true", "yes", "null", ""]),
                try required("email"), try required("sub"),
            ])
        #expect(
            policy.claimHeaders == [
                ClaimHeader(name: "X-Token", content: .payload),
                ClaimHeader(name: "X-Roles", content: .claim(try path("https://ns.example/roles"))),
            ])
    }

    @Test(
        "a claim's name is split at its dots, except escaped ones and those of a URL",
        arguments: [
            ("sub", ["sub"]), ("realm_access.roles", ["realm_access", "roles"]), ("a.b.c", ["a", "b", "c"]),
            (#"a\.b.c"#, ["a.b", "c"]), (#"a\\.b"#, [#"a\"#, "b"]),
            ("https://ns.example/roles", ["https://ns.example/roles"]),
            ("http://ns.example/a.b", ["http://ns.example/a.b"]), ("urn:a.b", ["urn:a", "b"]),
        ])
    func claimPath(text: String, components: [String]) {
        #expect(ClaimPath(text)?.names == components)
    }

    @Test("values with an anchor may be used again, within bounds")
    func aliases() throws {
        let policy = try goodPolicy(
            "algorithms: &names [ RS256 ]\nrequired-claims: [ { name: x, values: *names } ]")
        #expect(policy.requiredClaims.first?.values == ["RS256"])
    }

    @Test("JSON, CRLF and a byte order mark are YAML too")
    func dialects() throws {
        let json = """
            {"issuers": {"a": {"issuer": "a", "jwks": "https://a.example/"}},
            "policies": {"p": {"issuers": ["a"], "audiences": ["x"]}}}
            """
        #expect(try good(json).policies.first?.name == "p")
        let text = "\u{FEFF}" + ConfigurationExample.minimal
        #expect(try good(text) == good(ConfigurationExample.minimal))
        let lines =
            ConfigurationExample.minimal.split(separator: "\n").joined(separator: "\r\n")
            + "\r\nbanana: 1\r\n"
        #expect(ConfigurationExample.report(lines) == #"error: gatehouse.yaml:5: unknown key "banana""#)
    }

    private func good(_ yaml: String) throws -> Configuration {
        let reading = ConfigurationExample.read(yaml)
        #expect(reading.problems.isEmpty)
        return try #require(reading.configuration)
    }

    private func goodPolicy(_ lines: String) throws -> PolicyConfiguration {
        try #require(try good(policy(lines)).policies.first)
    }

    private func path(_ text: String) throws -> ClaimPath {
        try #require(ClaimPath(text))
    }

    private func required(
        _ name: String, match: ClaimRequirement.Match = .all, separator: String? = nil, values: [String] = []
    ) throws -> ClaimRequirement {
        ClaimRequirement(path: try path(name), match: match, separator: separator, values: values)
    }
}
