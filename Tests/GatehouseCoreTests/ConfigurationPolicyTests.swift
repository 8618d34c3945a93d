import Testing

@Suite("Configuration: policies, their issuers and algorithms")
struct ConfigurationPolicyTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "no policies in the map",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: {}
            """,
            """
            error: gatehouse.yaml:2: policies: is empty, expected a map of policies
            """),
        MalformedCase(
            "a policy that is nothing",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies:
              default:
            """,
            """
            error: gatehouse.yaml:3: policies.default: found nothing, expected a map of a policy's settings
            """),
        MalformedCase(
            "a policy without issuers",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: { default: { audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:2: policies.default: missing "issuers"
            hint: name one or more entries of the file's "issuers"
            """),
        MalformedCase(
            "a policy without audiences",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: { default: { issuers: [ main ] } }
            """,
            """
            warning: gatehouse.yaml:2: policies.default: no "audiences": a token that these issuers made for any other API is accepted
            hint: list the "aud" of this API
            """),
        MalformedCase(
            "an unknown key in a policy",
            policy("clock_skew: 5"),
            """
            error: gatehouse.yaml:7: policies.default: unknown key "clock_skew"
            hint: did you mean "clock-skew"?
            """),
        MalformedCase(
            "an issuer's key in a policy",
            policy("jwks: https://issuer.example/keys"),
            """
            error: gatehouse.yaml:7: policies.default: unknown key "jwks"
            hint: "jwks" belongs in an entry of "issuers"
            """),
        MalformedCase(
            "APIM's expression for the token",
            policy("token-value: jwt"),
            """
            error: gatehouse.yaml:7: policies.default: unknown key "token-value"
            hint: have the web server pass the token as a parameter, and give it as "token-parameter-name"
            """),
        MalformedCase(
            "an unknown issuer that resembles one",
            policyWithSecret(
                """
                issuers: [ mian, legacy ]
                algorithms: [ HS256 ]
                """),
            """
            error: gatehouse.yaml:7: policies.default.issuers[0]: unknown issuer "mian"
            hint: did you mean "main"?
            """),
        MalformedCase(
            "an unknown issuer that resembles none",
            policyWithSecret("issuers: [ main, keycloak ]"),
            """
            error: gatehouse.yaml:7: policies.default.issuers[1]: unknown issuer "keycloak"
            hint: the file has "main", "legacy"
            """),
        MalformedCase(
            "an issuer listed twice",
            policyWithSecret(
                """
                issuers: [ main, main, legacy ]
                algorithms: [ RS256, HS256 ]
                """),
            """
            error: gatehouse.yaml:7: policies.default.issuers[1]: found "main" a second time
            """),
        MalformedCase(
            "two issuers with the same identifier",
            """
            issuers:
              a: { issuer: same, jwks: "https://a.example/" }
              b: { issuer: same, jwks: "https://b.example/" }
            policies: { default: { issuers: [ a, b ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:4: policies.default.issuers[1]: "b" has the same "issuer" as "a"
            hint: a token could belong to either: list one of them
            """),
        MalformedCase(
            "issuers and audiences as text",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: { default: { issuers: main, audiences: api } }
            """,
            """
            error: gatehouse.yaml:2: policies.default.issuers: found a single value, expected a list of issuers' names
            hint: write [ … ] around it, or "- " before it
            error: gatehouse.yaml:2: policies.default.audiences: found a single value, expected a list of audiences
            hint: write [ … ] around it, or "- " before it
            """),
        MalformedCase(
            "audiences that are empty",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: { default: { issuers: [ main ], audiences: [] } }
            """,
            """
            error: gatehouse.yaml:2: policies.default.audiences: is empty, expected a list of audiences
            """),
        MalformedCase(
            "audiences of every wrong kind",
            """
            issuers: { main: { openid-config: "https://issuer.example/.well-known/openid-configuration" } }
            policies: { default: { issuers: [ main ], audiences: [ [ a ], { a: b }, "", ~ ] } }
            """,
            """
            error: gatehouse.yaml:2: policies.default.audiences[0]: found a list, expected an audience
            error: gatehouse.yaml:2: policies.default.audiences[1]: found a map, expected an audience
            error: gatehouse.yaml:2: policies.default.audiences[2]: is empty, expected an audience
            error: gatehouse.yaml:2: policies.default.audiences[3]: found nothing, expected an audience
            """),
        MalformedCase(
            "algorithm none",
            policy("algorithms: [ RS256, none ]"),
            """
            error: gatehouse.yaml:7: policies.default.algorithms[1]: "none" is no signature: an unsigned token is never accepted
            hint: remove it
            """),
        MalformedCase(
            "an algorithm in small letters",
            policy("algorithms: [ rs256 ]"),
            """
            error: gatehouse.yaml:7: policies.default.algorithms[0]: unknown algorithm "rs256"
            hint: did you mean "RS256"?
            """),
        MalformedCase(
            "an algorithm that resembles none",
            policy("algorithms: [ A128CBC-HS256 ]"),
            """
            error: gatehouse.yaml:7: policies.default.algorithms[0]: unknown algorithm "A128CBC-HS256"
            hint: known are RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448 HS256 HS384 HS512
            """),
        MalformedCase(
            "HS256 with keys from the network only",
            policy("algorithms: [ RS256, HS256 ]"),
            """
            error: gatehouse.yaml:7: policies.default.algorithms[1]: "HS256" needs a secret, and no issuer of this policy has one in a local file
            hint: a key fetched from the network is never taken for a secret
            """),
        MalformedCase(
            "HS256 only, with keys from the network",
            policy("algorithms: [ HS256 ]"),
            """
            error: gatehouse.yaml:7: policies.default.algorithms[0]: "HS256" needs a secret, and no issuer of this policy has one in a local file
            hint: a key fetched from the network is never taken for a secret
            """),
        MalformedCase(
            "RS256 with secrets only",
            policyWithSecret(
                """
                issuers: [ legacy ]
                algorithms: [ RS256, HS256 ]
                """),
            """
            warning: gatehouse.yaml:2: issuers.main: no policy uses this issuer
            error: gatehouse.yaml:8: policies.default.algorithms[0]: "RS256" needs a public key, and the issuers of this policy have secrets only
            """),
        MalformedCase(
            "secrets with the default algorithms",
            policyWithSecret("issuers: [ main, legacy ]"),
            """
            error: gatehouse.yaml:7: policies.default.issuers[1]: no algorithm of this policy fits the keys of "legacy", which are secrets
            hint: list HS256 or another that fits in "algorithms"
            """),
        MalformedCase(
            "a certificate with HS256 only",
            """
            issuers: { a: { issuer: a, issuer-signing-keys: [ { pem-file: a.pem } ] } }
            policies: { default: { issuers: [ a ], audiences: [ api ], algorithms: [ HS256 ] } }
            """,
            """
            error: gatehouse.yaml:2: policies.default.algorithms[0]: "HS256" needs a secret, and no issuer of this policy has one in a local file
            """),
    ]
}
