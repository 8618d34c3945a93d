import Testing

@Suite("Configuration: keys and how they are fetched")
struct ConfigurationKeyTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "a key set file that is missing",
            issuer(
                """
                issuer: a
                jwks-file: missing.json
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks-file: found no file at "missing.json"
            hint: a path is relative to the configuration file
            """),
        MalformedCase(
            "a key set file that is a directory",
            issuer(
                """
                issuer: a
                jwks-file: /directory
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks-file: "/directory" is not a regular file
            """),
        MalformedCase(
            "a key set file that is unreadable",
            issuer(
                """
                issuer: a
                jwks-file: locked.json
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks-file: "locked.json" cannot be read by this user
            """),
        MalformedCase(
            "a secret file that is missing: perhaps the secret itself, which is not shown",
            issuer(
                """
                issuer: a
                issuer-signing-keys: [ { secret-file: missing-hunter2 } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].secret-file: found no file at this path
            hint: a path is relative to the configuration file
            """),
        MalformedCase(
            "a secret file that everyone can read",
            policyWithSecret(
                in: "open.key",
                """
                issuers: [ main, legacy ]
                algorithms: [ RS256, HS256 ]
                """),
            """
            warning: gatehouse.yaml:3: issuers.legacy.issuer-signing-keys[0].secret-file: the file can be read by every user
            hint: take that right away: chmod o-r
            """),
        MalformedCase(
            "signing keys that are a map",
            issuer(
                """
                issuer: a
                issuer-signing-keys: { id: k1 }
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys: found a map, expected a list of keys
            """),
        MalformedCase(
            "no signing keys",
            issuer(
                """
                issuer: a
                issuer-signing-keys: []
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys: is empty, expected a list of keys
            """),
        MalformedCase(
            "a secret in place of a key, which is not shown",
            issuer(
                """
                issuer: a
                issuer-signing-keys: [ hunter2 ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0]: found a single value, expected a map with "pem-file", "n", "secret-file" or "base64-secret-file"
            """),
        MalformedCase(
            "a secret in the file itself, which is not shown",
            issuer(
                """
                issuer: a
                issuer-signing-keys: [ { id: k1, secret: hunter2 } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0]: unknown key "secret"
            hint: did you mean "secret-file"?
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0]: found no key, expected "pem-file", "n", "secret-file" or "base64-secret-file"
            """),
        MalformedCase(
            "a key with both files",
            issuer(
                """
                issuer: a
                issuer-signing-keys: [ { pem-file: a.pem, secret-file: a.key } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].secret-file: "secret-file" and "pem-file" exclude each other
            hint: write one key for each
            """),
        MalformedCase(
            "two keys with one id",
            issuer(
                """
                issuer: a
                issuer-signing-keys:
                  - { id: k1, pem-file: a.pem }
                  - { id: k1, pem-file: b.pem }
                """),
            """
            error: gatehouse.yaml:6: issuers.main.issuer-signing-keys[1].id: found "k1" a second time
            """),
        MalformedCase(
            "settings for fetching what is not fetched",
            issuer(
                """
                issuer: a
                jwks-file: keys.json
                proxy: http://proxy.example:3128
                max-stale: 1h
                """),
            """
            error: gatehouse.yaml:5: issuers.main.proxy: has no effect on "jwks-file": nothing is fetched
            hint: remove it
            error: gatehouse.yaml:6: issuers.main.max-stale: has no effect on "jwks-file": nothing is fetched
            hint: remove it
            """),
        MalformedCase(
            "a client certificate without its key",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                client-certificate: client.pem
                """),
            """
            error: gatehouse.yaml:4: issuers.main.client-certificate: needs "client-key"
            """),
        MalformedCase(
            "a client key without its certificate",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                client-key: client.key
                """),
            """
            error: gatehouse.yaml:4: issuers.main.client-key: needs "client-certificate"
            """),
        MalformedCase(
            "an authority file that is missing",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                ca-file: missing.pem
                """),
            """
            error: gatehouse.yaml:4: issuers.main.ca-file: found no file at "missing.pem"
            hint: a path is relative to the configuration file
            """),
        MalformedCase(
            "a proxy of another kind",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                proxy: socks5://proxy.example:1080
                """),
            """
            error: gatehouse.yaml:4: issuers.main.proxy: found "socks5:", expected "http:" or "https:"
            """),
        MalformedCase(
            "times out of range",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                key-lifetime: 1m
                max-stale: 31d
                key-wait: 0
                fetch-timeout: 61s
                """),
            """
            error: gatehouse.yaml:4: issuers.main.key-lifetime: found "1m", expected a time from 5m to 1d
            error: gatehouse.yaml:5: issuers.main.max-stale: found "31d", expected a time from 1m to 30d
            error: gatehouse.yaml:6: issuers.main.key-wait: found "0", expected a time from 1s to 10s
            error: gatehouse.yaml:7: issuers.main.fetch-timeout: found "61s", expected a time from 1s to 1m
            """),
        MalformedCase(
            "a time whose unit comes first",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                key-lifetime: h1
                """),
            """
            error: gatehouse.yaml:4: issuers.main.key-lifetime: found "h1", expected a time from 5m to 1d
            hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            """),
        MalformedCase(
            "yes in place of true",
            issuer(
                """
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                dangerously-allow-http: yes
                """),
            """
            error: gatehouse.yaml:4: issuers.main.dangerously-allow-http: found "yes", expected true or false
            """),
        MalformedCase(
            "an issuer that no policy uses",
            policyWithSecret("issuers: [ main ]"),
            """
            warning: gatehouse.yaml:3: issuers.legacy: no policy uses this issuer
            """),
    ]
}
