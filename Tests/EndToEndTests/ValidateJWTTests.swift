import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What API Management's `validate-jwt` has and no other suite shows through a web server.
    @Suite("The words of validate-jwt, through nginx", .serialized)
    struct ValidateJWTTests {
        @Test("a token may come in a parameter that the administrator fills, without a scheme")
        func tokenParameter() throws {
            try withWords { site, mint, _ in
                let token = try mint.token()
                let request = try site.forwarded("GET", "/parameter/", headers: [("X-App-Token", token)])
                #expect(request["X-Auth-Subject"] == "ada")
                let scheme = try site.ask("GET", "/parameter/", headers: [("X-App-Token", "Bearer \(token)")])
                #expect(scheme.status == 400)
                // Where a policy does not look for it, nobody gets a token into a request with a header.
                for headers in [[("Authorization", "Bearer \(token)")], [("Gatehouse-Token", token)], []] {
                    let answer = try site.ask("GET", "/parameter/", headers: headers)
                    #expect(answer.status == 401)
                    #expect(
                        TestJSON(text: answer.text)?["detail"]
                            == "JWT not present. There is no token in the FastCGI parameter GATEHOUSE_TOKEN.")
                }
            }
        }

        @Test("output-token-variable-name sends the verified payload on, and a client's own never passes")
        func outputVariable() throws {
            try withWords { site, mint, _ in
                let request = try site.forwarded(
                    "GET", "/output/", token: try mint.token(["name": "Ada"]),
                    headers: [("X-Auth-Claims", "forged")])
                #expect(request.values(of: "X-Auth-Claims").count == 1)
                let payload = try #require(
                    request["X-Auth-Claims"].flatMap(Base64Text.decode).flatMap(TestJSON.init(text:)))
                #expect(payload == mint.claims(["name": "Ada"]))
            }
        }

        @Test("a scheme that is asked for beside another header is not asked for")
        func schemeElsewhere() throws {
            try withWords { site, mint, _ in
                for value in [try mint.token(), "Bearer \(try mint.token())"] {
                    let answer = try site.ask("GET", "/scheme/", headers: [("X-Token", value)])
                    #expect(answer.status == 200)
                }
                try site.daemon.line(
                    with: "require-scheme", "has no effect unless the token comes in the header")
            }
        }

        @Test(
            "keys of several metadata documents verify tokens of the metadata's issuers and of those listed")
        func severalDocuments() throws {
            try withWords { site, _, issuers in
                for issuer in issuers {
                    for name in [issuer.url, "https://listed.example/"] {
                        let token = try issuer.sign(["claims": ["iss": .string(name)]])
                        let answer = try site.ask("GET", "/documents/", token: token)
                        #expect(answer.status == 200, "\(answer.text)")
                    }
                    let foreign = try issuer.sign(["claims": ["iss": "https://other.example/"]])
                    let answer = try site.ask("GET", "/documents/", token: foreign)
                    #expect(TestJSON(text: answer.text)?["reason"] == "TokenIssuerNotAllowed")
                }
            }
        }

        @Test("the metadata's issuer is accepted whatever its URL, when it is asked to say so")
        func fromMetadata() throws {
            try withWords { site, _, issuers in
                let issuer = issuers[0]
                #expect(try site.ask("GET", "/metadata/", token: try issuer.sign()).status == 200)
                let other = try issuer.sign(["claims": ["iss": "https://localhost/"]])
                let answer = try site.ask("GET", "/metadata/", token: other)
                #expect(
                    TestJSON(text: answer.text)?["detail"]
                        == .string(
                            "Issuer validation failed: 'iss' is 'https://localhost/', accepted is '\(issuer.url)'. "
                                + "Access denied."))
            }
        }

        @Test("keys written into the configuration verify tokens: numbers, and secrets in Base64")
        func signingKeys() throws {
            try withWords { site, mint, _ in
                let numbers = try mint.token(["iss": "inline"], header: ["kid": "numbers"])
                #expect(try site.ask("GET", "/inline/", token: numbers).status == 200)
                // RFC 7515 appendix A.1, whose token ended in 2011: what is wrong with it is its age alone.
                let answer = try site.ask("GET", "/inline/", token: Self.sharedToken)
                #expect(TestJSON(text: answer.text)?["reason"] == "TokenExpired")
                let broken = CompactToken.withBrokenSignature(Self.sharedToken)
                let refused = try site.ask("GET", "/inline/", token: broken)
                #expect(TestJSON(text: refused.text)?["reason"] == "TokenSignatureInvalid")
            }
        }

        @Test("claims that are missing are named together, and one without values need only be there")
        func requiredClaims() throws {
            try withWords { site, mint, _ in
                let good = try mint.token(["email": "", "roles": ["Clerk"], "scp": "x orders.read"])
                #expect(try site.ask("GET", "/claims/", token: good).status == 200)
                let answer = try site.ask("GET", "/claims/", token: try mint.token(["scp": "orders.read"]))
                #expect(answer.status == 403)
                #expect(TestJSON(text: answer.text)?["reason"] == "TokenClaimNotFound")
                #expect(
                    TestJSON(text: answer.text)?["detail"]
                        == "JWT is missing the following claims: email, roles. Access denied. Required is email: any value; roles: 'Clerk'."
                )
                let wrong = try site.ask(
                    "GET", "/claims/",
                    token: try mint.token(["email": "", "roles": ["Clerk"], "scp": "orders"]))
                #expect(
                    TestJSON(text: wrong.text)?["detail"]
                        == "Claim scp value of orders is not allowed. Access denied. Required is any of 'orders.read', 'orders.write'."
                )
            }
        }

        /// RFC 7515 appendix A.1: header, payload and tag as they stand there, and the secret in the other alphabet.
        static let sharedToken = """
            eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly\
            9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
            """
        static let secret =
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="

        /// Runs `body` with a site of policies in API Management's words, a mint whose key is in the configuration and
        /// in `keys.json`, and two issuers with metadata.
        private func withWords(_ body: (Site, TokenMint, [TestIssuerServer]) throws -> Void) throws {
            let directory = try TestDirectory()
            let mint = try TokenMint(.rs256, now: Int64(Date().timeIntervalSince1970))
            try directory.write(try mint.jwks(), to: "mint.json")
            try directory.write(Self.secret + "\n", to: "secret.txt")
            let issuers = try (0..<2).map { _ in
                try TestIssuerServer(port: try LoopbackListener.freePort(), directory: directory)
            }
            defer { for issuer in issuers { issuer.stop() } }
            let plan = try Self.plan(mint, issuers)
            try withSite(plan, in: directory) { try body($0, mint, issuers) }
        }

        private static func plan(_ mint: TokenMint, _ issuers: [TestIssuerServer]) throws -> Site.Plan {
            let metadata = issuers.map { "\"\($0.url)/.well-known/openid-configuration\"" }
            let modulus = try #require(try mint.key.jwk()["n"]?.string)
            let local = "issuers: [ mint ], audiences: [ \"api://orders\" ]"
            return Site.Plan(
                settings: """
                    issuers:
                      mint: { issuer: "https://issuer.example", jwks-file: mint.json }
                      documents:
                        openid-config: [ \(metadata.joined(separator: ", ")) ]
                        issuers: [ "https://listed.example/" ]
                        dangerously-allow-http: true
                      metadata:
                        openid-config: \(metadata[0].replacing("127.0.0.1", with: "localhost"))
                        issuer-from-metadata: true
                        dangerously-allow-http: true
                      inline:
                        issuers: [ inline, joe ]
                        issuer-signing-keys:
                          - { id: numbers, n: \(modulus), e: AQAB }
                          - { base64-secret-file: secret.txt }
                    policies:
                      parameter: { \(local), token-parameter-name: GATEHOUSE_TOKEN, claim-headers: { X-Auth-Subject: sub } }
                      output: { \(local), output-token-variable-name: X-Auth-Claims }
                      scheme: { \(local), header-name: X-Token, require-scheme: DPoP }
                      documents: { issuers: [ documents ], audiences: [ "api://orders" ] }
                      metadata: { issuers: [ metadata ], audiences: [ "api://orders" ] }
                      inline: { issuers: [ inline ], audiences: [ "api://orders" ], algorithms: [ RS256, HS256 ] }
                      claims:
                        issuers: [ mint ]
                        audiences: [ "api://orders" ]
                        required-claims:
                          - { name: email }
                          - { name: roles, values: [ Clerk ] }
                          - { name: scp, match: any, separator: " ", values: [ orders.read, orders.write ] }
                    """,
                locations: ["output", "scheme", "documents", "metadata", "inline", "claims"]
                    .map { Site.Plan.location($0, policy: $0) }.joined()
                    + Site.Plan.location(
                        "parameter", policy: "parameter", before: "set $gatehouse_token $http_x_app_token;"))
        }
    }
}
