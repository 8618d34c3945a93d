import Testing

@Suite("Configuration: URLs")
struct ConfigurationURLTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
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
                jwks: [ "https://issuer.example/keys" ]
                issuer: a
                """),
            """
            error: gatehouse.yaml:3: issuers.main.jwks: found a list, expected the URL of a key set
            """),
    ]
}
