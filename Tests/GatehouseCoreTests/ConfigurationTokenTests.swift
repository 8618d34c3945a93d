import Testing

@Suite("Configuration: tokens and failures")
struct ConfigurationTokenTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "unsigned tokens",
            policy("require-signed-tokens: false"),
            """
            error: gatehouse.yaml:7: policies.default.require-signed-tokens: found "false", expected true: Gatehouse never accepts unsigned tokens
            hint: remove it, or set it to true
            """),
        MalformedCase(
            "a scheme with a token from the query",
            policy(
                """
                query-parameter-name: token
                require-scheme: Bearer
                """),
            """
            warning: gatehouse.yaml:8: policies.default.require-scheme: has no effect unless the token comes in the header "Authorization", as in API Management
            hint: remove it
            """),
        MalformedCase(
            "a scheme with a token from another header",
            policy(
                """
                header-name: X-Token
                require-scheme: Bearer
                """),
            """
            warning: gatehouse.yaml:8: policies.default.require-scheme: has no effect unless the token comes in the header "Authorization", as in API Management
            hint: remove it
            """),
        MalformedCase(
            "a scheme of two words",
            policy("require-scheme: Bearer token"),
            """
            error: gatehouse.yaml:7: policies.default.require-scheme: found "Bearer token", expected a scheme of letters, digits and !#$%&'*+-.^_`|~ only
            """),
        MalformedCase(
            "a token from two places",
            policy(
                """
                header-name: Authorization
                cookie-name: token
                """),
            """
            error: gatehouse.yaml:8: policies.default.cookie-name: "cookie-name" and "header-name" exclude each other
            hint: a policy takes the token from one place
            """),
        MalformedCase(
            "a header's name with a colon",
            policy(#"header-name: "Authorization:""#),
            """
            error: gatehouse.yaml:7: policies.default.header-name: found "Authorization:", expected a header's name of letters, digits and !#$%&'*+-.^_`|~ only
            """),
        MalformedCase(
            "a cookie's name with a space",
            policy("cookie-name: my token"),
            """
            error: gatehouse.yaml:7: policies.default.cookie-name: found "my token", expected a cookie's name of letters, digits and !#$%&'*+-.^_`|~ only
            """),
        MalformedCase(
            "a query parameter's name that is empty",
            policy(#"query-parameter-name: """#),
            """
            error: gatehouse.yaml:7: policies.default.query-parameter-name: is empty, expected a query parameter's name
            """),
        MalformedCase(
            "a clock skew below zero",
            policy("clock-skew: -1"),
            """
            error: gatehouse.yaml:7: policies.default.clock-skew: found "-1", expected a time from 0 to 1h
            hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            """),
        MalformedCase(
            "a clock skew beyond an hour",
            policy("clock-skew: 7200"),
            """
            error: gatehouse.yaml:7: policies.default.clock-skew: found "7200", expected a time from 0 to 1h
            """),
        MalformedCase(
            "a status of success",
            policy("failed-validation-httpcode: 200"),
            """
            error: gatehouse.yaml:7: policies.default.failed-validation-httpcode: found "200", expected an HTTP status from 400 to 599
            """),
        MalformedCase(
            "a message of two lines",
            policy(
                """
                failed-validation-error-message: |
                  one
                  two
                """),
            """
            error: gatehouse.yaml:7: policies.default.failed-validation-error-message: found a control character, expected a message on one line
            """),
        MalformedCase(
            "a message of 2 kB",
            policy("failed-validation-error-message: " + String(repeating: "x", count: 2000)),
            """
            error: gatehouse.yaml:7: policies.default.failed-validation-error-message: found 2000 bytes, expected a message of at most 1024
            """),
        MalformedCase(
            "an unknown mode",
            policy("mode: audit"),
            """
            error: gatehouse.yaml:7: policies.default.mode: found "audit", expected "enforce" or "report"
            """),
        MalformedCase(
            "an unknown encoding",
            policy("claim-encoding: base64"),
            """
            error: gatehouse.yaml:7: policies.default.claim-encoding: found "base64", expected "base64url-json" or "percent"
            hint: did you mean "base64url-json"?
            """),
        MalformedCase(
            "true in quotes",
            policy(#"require-expiration-time: "true""#),
            """
            error: gatehouse.yaml:7: policies.default.require-expiration-time: found "true" in quotes, expected true or false
            hint: remove the quotes
            """),
        MalformedCase(
            "the web server's cache for tokens that its key has not in it",
            policy(
                """
                cookie-name: token
                web-server-cache-seconds: 60
                """),
            """
            error: gatehouse.yaml:8: policies.default.web-server-cache-seconds: needs the token in the header "Authorization"
            hint: nginx's cache cannot tell apart tokens that are somewhere else
            """),
    ]
}
