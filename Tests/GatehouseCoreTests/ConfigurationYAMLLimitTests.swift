import Testing

@Suite("Configuration: YAML that says too much")
struct ConfigurationYAMLLimitTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "duplicate keys at three places, and what else is wrong",
            """
            log-level: info
            "log-level": notice
            workers: 0
            issuers:
              main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
              main: { jwks: x }
            policies:
              default:
                issuers: [ main ]
                audiences: [ api ]
                mode: report
                mode: enforce
                mode: enforce
            """,
            """
            error: gatehouse.yaml:2: duplicate key "log-level"
            hint: it is first on line 1
            error: gatehouse.yaml:3: workers: found "0", expected a number from 1 to 256
            error: gatehouse.yaml:6: issuers: duplicate key "main"
            hint: it is first on line 5
            error: gatehouse.yaml:12: policies.default: duplicate key "mode"
            hint: it is first on line 11
            error: gatehouse.yaml:13: policies.default: duplicate key "mode"
            hint: it is first on line 11
            """),
        MalformedCase(
            "keys that differ in YAML's type only",
            """
            issuers: { 1: { issuer: a, jwks: "https://a.example/" }, "1": { issuer: a, jwks: "https://a.example/" } }
            policies: { p: { issuers: [ "1" ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:1: issuers: duplicate key "1"
            hint: it is first on line 1
            """),
        MalformedCase(
            "a list as a key",
            top(
                """
                ? [ a, b ]
                : c
                """),
            """
            error: gatehouse.yaml:5: found a list as a key, expected text
            """),
        MalformedCase(
            "a merge key",
            """
            issuers:
              main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
            policies:
              default: &base { issuers: [ main ], audiences: [ api ] }
              other:
                <<: *base
            """,
            """
            error: gatehouse.yaml:5: policies.other: missing "issuers"
            hint: name one or more entries of the file's "issuers"
            warning: gatehouse.yaml:5: policies.other: no "audiences": a token that these issuers made for any other API is accepted
            hint: list the "aud" of this API
            error: gatehouse.yaml:6: policies.other: unknown key "<<"
            hint: merge keys are not supported: write the keys out, or give one value an anchor
            """),
        MalformedCase(
            "a tag of one's own",
            top("socket-group: !env GROUP"),
            """
            error: gatehouse.yaml:5: socket-group: found the tag "!env", expected a group's name
            hint: tags are not supported: remove it
            """),
        MalformedCase(
            "aliases that stand for millions of values",
            top(
                """
                a: &a [ x, x, x, x, x, x, x, x, x, x ]
                b: &b [ *a, *a, *a, *a, *a, *a, *a, *a, *a, *a ]
                c: &c [ *b, *b, *b, *b, *b, *b, *b, *b, *b, *b ]
                d: &d [ *c, *c, *c, *c, *c, *c, *c, *c, *c, *c ]
                e: &e [ *d, *d, *d, *d, *d, *d, *d, *d, *d, *d ]
                f: &f [ *e, *e, *e, *e, *e, *e, *e, *e, *e, *e ]
                g: &g [ *f, *f, *f, *f, *f, *f, *f, *f, *f, *f ]
                """),
            """
            error: gatehouse.yaml:5: has more than 100000 values, aliases followed
            """),
        MalformedCase(
            "an alias as a key",
            top(
                """
                ? &name a
                : 1
                *name : 2
                """),
            """
            error: gatehouse.yaml:5: unknown key "a"
            error: gatehouse.yaml:7: found an alias as a key, expected text
            """),
        MalformedCase(
            "an alias in itself",
            top("a: &a [ *a ]"),
            """
            error: gatehouse.yaml:5: has more than 32 levels, aliases followed
            """),
        MalformedCase(
            "an escape that Gatehouse uses itself",
            top(#"socket-group: "\uE001""#),
            """
            error: gatehouse.yaml:1: found one of the characters U+E000 and U+E001, which no setting needs
            """),
        MalformedCase(
            "a thousand brackets",
            "a: " + String(repeating: "[", count: 1100),
            "error: gatehouse.yaml:1: not YAML: nests too deeply"),
        MalformedCase(
            "a duplicate key that is an alias's text",
            policy(
                """
                "*x": 1
                "*x": 2
                """),
            """
            error: gatehouse.yaml:7: policies.default: unknown key "*x"
            error: gatehouse.yaml:8: policies.default: duplicate key "*x"
            hint: it is first on line 7
            """),
        MalformedCase(
            "forty lists in each other",
            top("a: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
            """
            error: gatehouse.yaml:5: has more than 32 levels, aliases followed
            """),
    ]
}
