import Testing

@Suite("Configuration: what is no YAML")
struct ConfigurationYAMLTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "an empty file",
            "",
            """
            error: gatehouse.yaml:1: is empty
            hint: it needs "issuers" and "policies"
            """),
        MalformedCase(
            "a comment and nothing else",
            "# soon",
            """
            error: gatehouse.yaml:1: is empty
            hint: it needs "issuers" and "policies"
            """),
        MalformedCase(
            "a list at the top",
            """
            - issuers
            - policies
            """,
            """
            error: gatehouse.yaml:1: found a list, expected a map with "issuers" and "policies"
            """),
        MalformedCase(
            "text at the top",
            "issuers",
            """
            error: gatehouse.yaml:1: found a single value, expected a map with "issuers" and "policies"
            """),
        MalformedCase(
            "an empty map",
            "{}",
            """
            error: gatehouse.yaml:1: missing "issuers"
            error: gatehouse.yaml:1: missing "policies"
            """),
        MalformedCase(
            "no policies",
            """
            issuers:
              main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
            """,
            #"error: gatehouse.yaml:1: missing "policies""#),
        MalformedCase(
            "an unclosed bracket",
            policy(
                """
                algorithms: [ RS256
                mode: report
                """),
            """
            error: gatehouse.yaml:8: not YAML: did not find expected ',' or ']' while parsing a flow sequence
            hint: it begins on line 7
            """),
        MalformedCase(
            "a tab as indentation",
            "issuers:\n\tmain: {}\n",
            """
            error: gatehouse.yaml:2: not YAML: found character that cannot start any token while scanning for the next token
            hint: the line is indented with a tab; YAML takes spaces only
            """),
        MalformedCase(
            "text that begins with a star",
            issuer(
                """
                issuer: *
                jwks: https://issuer.example/keys
                """),
            """
            error: gatehouse.yaml:3: found no anchor for the alias "*"
            hint: text that begins with "*" needs quotes
            """),
        MalformedCase(
            "an unclosed quote",
            top(#"socket-group: "www-data"#),
            """
            error: gatehouse.yaml:5: not YAML: found unexpected end of stream while scanning a quoted scalar
            hint: it begins on line 5
            """),
        MalformedCase(
            "an alias to nothing",
            policy("claim-headers: *headers"),
            """
            error: gatehouse.yaml:7: found no anchor for the alias "*headers"
            hint: text that begins with "*" needs quotes
            """),
        MalformedCase(
            "a control character",
            top("socket-group: \"\u{1}\""),
            """
            error: gatehouse.yaml:5: not YAML: control characters are not allowed
            """),
        MalformedCase(
            "a second document",
            top(
                """
                ---
                listen: [ systemd ]
                """),
            """
            error: gatehouse.yaml:5: not YAML: found a second document, expected one
            hint: remove the "---" and what follows
            """),
    ]
}
