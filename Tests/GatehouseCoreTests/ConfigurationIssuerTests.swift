import Testing

@Suite("Configuration: issuers")
struct ConfigurationIssuerTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "no issuers",
            """
            issuers: {}
            policies: { default: { issuers: [ main ] } }
            """,
            """
            error: gatehouse.yaml:1: issuers: is empty, expected a map of issuers
            warning: gatehouse.yaml:2: policies.default: no "audiences": a token that these issuers made for any other API is accepted
            hint: list the "aud" of this API
            """),
        MalformedCase(
            "issuers as a list",
            """
            issuers: [ main ]
            policies: { default: { issuers: [ main ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:1: issuers: found a list, expected a map of issuers
            """),
        MalformedCase(
            "an issuer that is text",
            """
            issuers: { main: "https://issuer.example" }
            policies: { default: { issuers: [ main ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:1: issuers.main: found a single value, expected a map of an issuer's settings
            """),
        MalformedCase(
            "a name with a space",
            """
            issuers: { "my issuer": { issuer: a, jwks: "https://a.example/" } }
            policies: { default: { issuers: [ "my issuer" ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:1: issuers.my issuer: found the name "my issuer", expected letters, digits, ".", "_" and "-", at most 64
            """),
        MalformedCase(
            "an unknown key in an issuer",
            issuer(
                """
                jwks-url: https://issuer.example/keys
                issuer: a
                """),
            """
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file" or "signing-keys"
            error: gatehouse.yaml:3: issuers.main: unknown key "jwks-url"
            hint: did you mean "jwks"?
            """),
        MalformedCase(
            "a policy's key in an issuer",
            issuer(
                """
                issuer: a
                jwks: https://issuer.example/keys
                audiences: [ api ]
                """),
            """
            error: gatehouse.yaml:5: issuers.main: unknown key "audiences"
            hint: "audiences" belongs in an entry of "policies"
            """),
        MalformedCase(
            "APIM's name for keys",
            issuer(
                """
                issuer: a
                issuer-signing-keys: [ { id: k1 } ]
                """),
            """
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file" or "signing-keys"
            error: gatehouse.yaml:4: issuers.main: unknown key "issuer-signing-keys"
            hint: they are the "signing-keys" of an entry of "issuers"
            """),
        MalformedCase(
            "an issuer without keys",
            issuer("issuer: https://issuer.example"),
            """
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file" or "signing-keys"
            """),
        MalformedCase(
            "an issuer with two sources of keys",
            issuer(
                """
                issuer: a
                jwks: https://issuer.example/keys
                jwks-file: keys.json
                """),
            """
            error: gatehouse.yaml:5: issuers.main.jwks-file: "jwks-file" and "jwks" exclude each other
            hint: an issuer's keys come from one place: write one issuer for each
            """),
        MalformedCase(
            "a key set without an issuer",
            issuer("jwks: https://issuer.example/keys"),
            """
            error: gatehouse.yaml:2: issuers.main: missing "issuer"
            hint: give the "iss" that its tokens have, or "*" not to check it
            """),
        MalformedCase(
            "discovery at an unusual URL without an issuer",
            issuer("openid-config: https://issuer.example/metadata"),
            """
            error: gatehouse.yaml:2: issuers.main: missing "issuer", and "openid-config" does not end in "/.well-known/openid-configuration"
            hint: give the "iss" that its tokens have
            """),
        MalformedCase(
            "discovery for any issuer",
            issuer(
                """
                issuer: "*"
                openid-config: "https://issuer.example/.well-known/openid-configuration"
                """),
            """
            error: gatehouse.yaml:3: issuers.main.issuer: "*" cannot be used with "openid-config", whose document names its issuer
            hint: give the issuer, or the key set's URL as "jwks"
            """),
        MalformedCase(
            "an issuer that is empty",
            issuer(
                """
                issuer: ""
                jwks: https://issuer.example/keys
                """),
            """
            error: gatehouse.yaml:3: issuers.main.issuer: is empty, expected the "iss" of its tokens
            """),
        MalformedCase(
            "an issuer with a space behind it",
            issuer(
                """
                issuer: "https://issuer.example "
                jwks: https://issuer.example/keys
                """),
            """
            error: gatehouse.yaml:3: issuers.main.issuer: found space around the text, expected the "iss" of its tokens
            """),
        MalformedCase(
            "a URL with http",
            issuer(
                """
                issuer: a
                jwks: http://issuer.example/keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found "http:", expected "https:"
            hint: for a test, set "dangerously-allow-http" to true
            """),
        MalformedCase(
            "a URL with http, allowed",
            issuer(
                """
                issuer: a
                jwks: http://issuer.example/keys
                dangerously-allow-http: true
                """),
            """
            warning: gatehouse.yaml:4: issuers.main.jwks: keys are fetched without TLS: anyone on the way can forge tokens
            hint: use https:
            """),
        MalformedCase(
            "a URL with another scheme",
            issuer(
                """
                issuer: a
                jwks: ftp://issuer.example/keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found "ftp:", expected "https:"
            """),
        MalformedCase(
            "a URL without a scheme",
            issuer(
                """
                issuer: a
                jwks: issuer.example/keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found "issuer.example/keys", expected a URL
            hint: it begins with https://
            """),
        MalformedCase(
            "a URL with a password, which is not shown",
            issuer(
                """
                issuer: a
                jwks: https://me:hunter2@issuer.example/keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found credentials before "@" in the URL
            hint: a URL is logged: remove them
            """),
        MalformedCase(
            "a URL with a fragment",
            issuer(
                """
                issuer: a
                jwks: https://issuer.example/keys#k1
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found a fragment ("#") in "https://issuer.example/keys#k1"
            """),
        MalformedCase(
            "a URL without a host",
            issuer(
                """
                issuer: a
                jwks: https:///keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found the host "", expected a name or address
            """),
        MalformedCase(
            "a URL with a port out of range",
            issuer(
                """
                issuer: a
                jwks: https://issuer.example:70000/keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found the port "70000", expected one from 1 to 65535
            """),
        MalformedCase(
            "a URL with a space",
            issuer(
                """
                issuer: a
                jwks: https://issuer.example/my keys
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: found a character that no URL has in "https://issuer.example/my keys"
            """),
        MalformedCase(
            "a URL that is a list",
            issuer(
                """
                openid-config: [ "https://issuer.example/.well-known/openid-configuration" ]
                """),
            """
            error: gatehouse.yaml:3: issuers.main.openid-config: found a list, expected the URL of a discovery document
            """),
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
                signing-keys: [ { secret-file: missing-hunter2 } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys[0].secret-file: found no file at this path
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
            warning: gatehouse.yaml:3: issuers.legacy.signing-keys[0].secret-file: the file can be read by every user
            hint: take that right away: chmod o-r
            """),
        MalformedCase(
            "signing keys that are a map",
            issuer(
                """
                issuer: a
                signing-keys: { id: k1 }
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys: found a map, expected a list of keys
            """),
        MalformedCase(
            "no signing keys",
            issuer(
                """
                issuer: a
                signing-keys: []
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys: is empty, expected a list of keys
            """),
        MalformedCase(
            "a secret in place of a key, which is not shown",
            issuer(
                """
                issuer: a
                signing-keys: [ hunter2 ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys[0]: found a single value, expected a map with "secret-file" or "pem-file"
            """),
        MalformedCase(
            "a secret in the file itself, which is not shown",
            issuer(
                """
                issuer: a
                signing-keys: [ { id: k1, secret: hunter2 } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys[0]: unknown key "secret"
            hint: did you mean "secret-file"?
            error: gatehouse.yaml:4: issuers.main.signing-keys[0]: found no key, expected "secret-file" or "pem-file"
            """),
        MalformedCase(
            "a key with both files",
            issuer(
                """
                issuer: a
                signing-keys: [ { pem-file: a.pem, secret-file: a.key } ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.signing-keys[0].pem-file: "pem-file" and "secret-file" exclude each other
            hint: write one key for each
            """),
        MalformedCase(
            "two keys with one id",
            issuer(
                """
                issuer: a
                signing-keys:
                  - { id: k1, pem-file: a.pem }
                  - { id: k1, pem-file: b.pem }
                """),
            """
            error: gatehouse.yaml:6: issuers.main.signing-keys[1].id: found "k1" a second time
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
                """),
            """
            error: gatehouse.yaml:4: issuers.main.key-lifetime: found "1m", expected a time from 5m to 1d
            error: gatehouse.yaml:5: issuers.main.max-stale: found "31d", expected a time from 1m to 30d
            error: gatehouse.yaml:6: issuers.main.key-wait: found "0", expected a time from 1s to 10s
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
