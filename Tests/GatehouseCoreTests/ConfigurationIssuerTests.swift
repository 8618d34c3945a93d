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
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file", "issuer-signing-keys" or "tenant-id"
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
            "half of API Management's name for keys",
            issuer(
                """
                issuer: a
                signing-keys: [ { id: k1 } ]
                """),
            """
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file", "issuer-signing-keys" or "tenant-id"
            error: gatehouse.yaml:4: issuers.main: unknown key "signing-keys"
            hint: did you mean "issuer-signing-keys"?
            """),
        MalformedCase(
            "an issuer without keys",
            issuer("issuer: https://issuer.example"),
            """
            error: gatehouse.yaml:2: issuers.main: found no keys, expected "openid-config", "jwks", "jwks-file", "issuer-signing-keys" or "tenant-id"
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
            hint: give the "iss" that its tokens have, or set "issuer-from-metadata" to true
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
    ]
}
