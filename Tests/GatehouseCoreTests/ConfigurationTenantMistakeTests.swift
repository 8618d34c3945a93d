import TestSupport
import Testing

@Suite("Configuration: mistakes with API Management's words")
struct ConfigurationTenantMistakeTests {
    @Test(
        "each mistake gets its exact text",
        arguments: issuerCases + metadataCases + tenantCases + keyCases + policyCases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    private static let discovery = "https://issuer.example/.well-known/openid-configuration"

    static let issuerCases: [MalformedCase] = [
        MalformedCase(
            "one issuer for two documents",
            issuer(
                """
                issuer: a
                openid-config: [ \(discovery), "https://b.example/.well-known/openid-configuration" ]
                """),
            """
            error: gatehouse.yaml:3: issuers.main.issuer: "issuer" is one name, and "openid-config" has several documents
            hint: each document's issuer is accepted; list others as "issuers"
            """),
        MalformedCase(
            "a document twice",
            issuer(
                "openid-config: [ \"https://a.example/\", \"https://a.example/\" ]\nissuer-from-metadata: true"
            ),
            """
            error: gatehouse.yaml:3: issuers.main.openid-config[1]: found "https://a.example/" a second time
            """),
        MalformedCase(
            "no documents",
            issuer("openid-config: []"),
            """
            error: gatehouse.yaml:3: issuers.main.openid-config: is empty, expected the URL of a discovery document or a list of them
            """),
        MalformedCase(
            "an issuer that the metadata is to name as well",
            issuer(
                """
                issuer: a
                openid-config: \(discovery)
                issuer-from-metadata: true
                """),
            """
            error: gatehouse.yaml:3: issuers.main.issuer: "issuer" and "issuer-from-metadata" exclude each other
            hint: list what "iss" may be beside the metadata's as "issuers"
            """),
        MalformedCase(
            "an issuer from metadata that there is none of",
            issuer(
                """
                jwks: https://issuer.example/keys
                issuer-from-metadata: true
                issuer: a
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-from-metadata: needs "openid-config"
            hint: remove it
            error: gatehouse.yaml:5: issuers.main.issuer: "issuer" and "issuer-from-metadata" exclude each other
            hint: list what "iss" may be beside the metadata's as "issuers"
            """),
        MalformedCase(
            "any issuer, and some",
            issuer(
                """
                jwks: https://issuer.example/keys
                issuer: "*"
                issuers: [ a ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.issuer: "*" and "issuers" exclude each other
            hint: remove one of them
            """),
        MalformedCase(
            "two issuers of one policy with a name in common",
            """
            issuers:
              a: { issuers: [ x, y ], jwks: "https://a.example/keys" }
              b: { issuer: y, jwks: "https://b.example/keys" }
            policies: { default: { issuers: [ a, b ], audiences: [ api ] } }
            """,
            """
            error: gatehouse.yaml:4: policies.default.issuers[1]: "b" has the same "issuer" as "a"
            hint: a token could belong to either: list one of them
            """),
    ]

    /// Metadata of Entra ID that has another issuer than its URL; a policy of API Management often names it.
    static let metadataCases: [MalformedCase] = [
        "login.microsoftonline.com/7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e",
        "login.microsoftonline.com/common/v2.0", "login.microsoftonline.us/organizations/v2.0",
        "login.microsoftonline.com/contoso.example/v2.0",
        "sts.windows.net/7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e",
    ].map { place in
        MalformedCase(
            "\(place)", issuer("openid-config: https://\(place)/.well-known/openid-configuration"),
            """
            warning: gatehouse.yaml:3: issuers.main.openid-config: the document at this URL of Entra ID names another issuer than the URL does
            hint: use "tenant-id", or set "issuer-from-metadata" to true
            """)
    }

    static let tenantCases: [MalformedCase] = [
        MalformedCase(
            "a tenant that is none",
            issuer("tenant-id: my tenant"),
            """
            error: gatehouse.yaml:3: issuers.main.tenant-id: found "my tenant", expected a tenant's GUID or domain, "common" or "organizations"
            """),
        MalformedCase(
            "personal accounts alone",
            issuer("tenant-id: consumers"),
            """
            error: gatehouse.yaml:3: issuers.main.tenant-id: found "consumers", expected a tenant's GUID or domain, "common" or "organizations"
            hint: personal accounts alone are the tenant 9188040d-6c67-4c5b-b112-36a304b66dad
            """),
        MalformedCase(
            "a tenant with keys from elsewhere",
            issuer(
                """
                tenant-id: common
                jwks: https://issuer.example/keys
                issuer: a
                """),
            """
            error: gatehouse.yaml:4: issuers.main.jwks: "jwks" and "tenant-id" exclude each other
            hint: "tenant-id" says where keys are and what "iss" is; write another issuer for the rest
            error: gatehouse.yaml:5: issuers.main.issuer: "issuer" and "tenant-id" exclude each other
            hint: "tenant-id" says where keys are and what "iss" is; write another issuer for the rest
            """),
        MalformedCase(
            "a list of tenants for one tenant",
            issuer(
                """
                tenant-id: contoso.example
                tenants: [ 7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.tenants: has no effect unless "tenant-id" is "common" or "organizations"
            hint: remove it
            """),
        MalformedCase(
            "tenants by domain, and one twice",
            issuer(
                """
                tenant-id: common
                tenants: [ contoso.example, 7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e, 7F2D8C9B-4A0E-4F3D-9BC7-5E6A8D9C0B1E ]
                """),
            """
            error: gatehouse.yaml:4: issuers.main.tenants[0]: found "contoso.example", expected the GUID of a tenant
            error: gatehouse.yaml:4: issuers.main.tenants[2]: found "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e" a second time
            """),
        MalformedCase(
            "a tenant's settings without one",
            issuer(
                """
                openid-config: \(discovery)
                tenants: [ 7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e ]
                authentication-endpoint: https://login.microsoftonline.us
                """),
            """
            error: gatehouse.yaml:4: issuers.main.tenants: has no effect without "tenant-id"
            hint: remove it
            error: gatehouse.yaml:5: issuers.main.authentication-endpoint: has no effect without "tenant-id"
            hint: remove it
            """),
        MalformedCase(
            "an endpoint without TLS",
            issuer(
                """
                tenant-id: common
                authentication-endpoint: http://127.0.0.1:8080
                """),
            """
            error: gatehouse.yaml:4: issuers.main.authentication-endpoint: found "http:", expected "https:"
            hint: for a test, set "dangerously-allow-http" to true
            """),
        MalformedCase(
            "an application that is no GUID",
            issuer(
                """
                tenant-id: common
                application-id: orders
                """),
            """
            error: gatehouse.yaml:4: issuers.main.application-id: found "orders", expected the GUID of an application
            """),
    ]

    static let keyCases: [MalformedCase] = [
        MalformedCase(
            "numbers without an exponent",
            issuer("issuer: a\nissuer-signing-keys: [ { n: AQAB } ]"),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].n: needs "e"
            hint: the exponent is AQAB nearly always
            """),
        MalformedCase(
            "an exponent without a modulus",
            issuer("issuer: a\nissuer-signing-keys: [ { e: AQAB } ]"),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].e: has no effect without "n"
            hint: remove it
            """),
        MalformedCase(
            "numbers in Base64 of the other alphabet",
            issuer("issuer: a\nissuer-signing-keys: [ { n: \"ab+/\", e: AQAB } ]"),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].n: is not base64url
            hint: RFC 7518 section 6.3.1 has the form, which has no "="
            """),
        MalformedCase(
            "a short modulus",
            issuer(
                "issuer: a\nissuer-signing-keys: [ { n: \(String(repeating: "_", count: 171))8, e: AQAB } ]"),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].n: the key has an RSA modulus of 1032 bits, accepted are 2048 to 8192
            """),
        MalformedCase(
            "a secret in two forms",
            issuer("issuer: a\nissuer-signing-keys: [ { secret-file: a, base64-secret-file: b } ]"),
            """
            error: gatehouse.yaml:4: issuers.main.issuer-signing-keys[0].base64-secret-file: "base64-secret-file" and "secret-file" exclude each other
            hint: write one key for each
            """),
    ]

    static let policyCases: [MalformedCase] = [
        MalformedCase(
            "applications by name",
            policy("client-application-ids: [ shop ]\nbackend-application-ids: []"),
            """
            error: gatehouse.yaml:7: policies.default.client-application-ids[0]: found "shop", expected the GUID of an application
            error: gatehouse.yaml:8: policies.default.backend-application-ids: is empty, expected a list of applications' GUIDs
            """),
        MalformedCase(
            "a parameter that clients can set",
            policy("token-parameter-name: HTTP_X_TOKEN"),
            """
            error: gatehouse.yaml:7: policies.default.token-parameter-name: "HTTP_X_TOKEN" is a header of the client's
            hint: give the header as "header-name"
            """),
        MalformedCase(
            "a parameter with another meaning",
            policy("token-parameter-name: GATEHOUSE_POLICY"),
            """
            error: gatehouse.yaml:7: policies.default.token-parameter-name: "GATEHOUSE_POLICY" has another meaning
            hint: choose a name such as "GATEHOUSE_TOKEN"
            """),
        MalformedCase(
            "a parameter's name that is none",
            policy("token-parameter-name: $http_authorization"),
            """
            error: gatehouse.yaml:7: policies.default.token-parameter-name: found "$http_authorization", expected a FastCGI parameter's name of letters, digits and "_"
            """),
        MalformedCase(
            "the payload in a header that has a claim",
            policy("claim-headers: { X-Auth-Subject: sub }\noutput-token-variable-name: x-auth-subject"),
            """
            error: gatehouse.yaml:8: policies.default.output-token-variable-name: "x-auth-subject" is also in "claim-headers"
            hint: remove it from one of the two
            """),
        MalformedCase(
            "the payload in a header that has another use",
            policy("output-token-variable-name: Authorization"),
            """
            error: gatehouse.yaml:7: policies.default.output-token-variable-name: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            """),
        MalformedCase(
            "a debug secret that everyone can read",
            policy("debug-secret-file: open.key"),
            """
            warning: gatehouse.yaml:7: policies.default.debug-secret-file: the file can be read by every user
            hint: take that right away: chmod o-r
            """),
    ]
}
