import GatehouseCore
import Keys
import Policy
import TestSupport
import Testing

@Suite("Configuration: issuers as API Management's validate-jwt has them")
struct ConfigurationIssuerSourceTests {
    private static let first = "https://first.example/.well-known/openid-configuration"
    private static let second = "https://second.example/.well-known/openid-configuration"

    private func read(_ lines: String) throws -> IssuerConfiguration {
        try #require(TestGate.configuration(issuer(lines)).issuers.first)
    }

    @Test("each of several openid-config is about the issuer that its URL names, and adds its name")
    func severalDocuments() throws {
        let issuer = try read("openid-config: [ \(Self.first), \(Self.second) ]")
        #expect(issuer.identifiers == ["https://first.example", "https://second.example"])
        #expect(
            issuer.sources == [
                .openIDConfiguration(url: Self.first, issuer: .exactly("https://first.example")),
                .openIDConfiguration(url: Self.second, issuer: .exactly("https://second.example")),
            ])
        #expect(!issuer.trustsMetadata)
        #expect(!issuer.acceptsAnyIdentifier)
    }

    @Test("issuers are accepted beside the metadata's, each once")
    func union() throws {
        let issuer = try read(
            """
            openid-config: \(Self.first)
            issuers: [ "https://sts.example/", "https://first.example" ]
            """)
        #expect(issuer.identifiers == ["https://first.example", "https://sts.example/"])
        #expect(
            issuer.sources == [
                .openIDConfiguration(url: Self.first, issuer: .exactly("https://first.example"))
            ])
    }

    @Test("issuer-from-metadata takes the name from the document, whatever its URL")
    func fromMetadata() throws {
        let url = "https://login.example/tenant/metadata?p=b2c_1_signin"
        let issuer = try read(
            """
            openid-config: [ "\(url)", \(Self.first) ]
            issuer-from-metadata: true
            issuers: [ more ]
            """)
        #expect(issuer.identifiers == ["more"])
        #expect(issuer.trustsMetadata)
        #expect(
            issuer.sources == [
                .openIDConfiguration(url: url, issuer: .any),
                .openIDConfiguration(url: Self.first, issuer: .any),
            ])
    }

    @Test("a query behind the usual path is no part of the issuer's name")
    func query() throws {
        let url = Self.first + "?appid=3d0f6b1a-9c58-4e27-a1d4-7b6e5f4c3a21"
        #expect(try read("openid-config: \"\(url)\"").identifiers == ["https://first.example"])
    }

    @Test("sources may be combined, and their keys verify the same tokens")
    func combination() throws {
        let issuer = try read(
            """
            openid-config: \(Self.first)
            jwks: https://first.example/more
            jwks-file: /keys.json
            issuer-signing-keys: [ { id: k1, pem-file: /k.pem } ]
            """)
        #expect(issuer.identifiers == ["https://first.example"])
        #expect(
            issuer.sources == [
                .openIDConfiguration(url: Self.first, issuer: .exactly("https://first.example")),
                .keySet(url: "https://first.example/more"), .keySetFile(path: "/keys.json"),
                .signingKeys([SigningKey(id: "k1", material: .pemFile(path: "/k.pem"))]),
            ])
    }

    @Test("a list of issuers is enough for keys that come without one")
    func issuersAlone() throws {
        let issuer = try read("issuers: [ a, b ]\njwks: https://a.example/keys")
        #expect(issuer.identifiers == ["a", "b"])
        #expect(!issuer.acceptsAnyIdentifier)
    }

    @Test("issuer-signing-keys are certificates, numbers, and secrets as bytes or Base64")
    func signingKeys() throws {
        let members = try TokenMint(.rs256, now: 0).key.jwk()
        let modulus = try #require(members["n"]?.string)
        let issuer = try read(
            """
            issuer: "*"
            issuer-signing-keys:
              - { id: a, pem-file: /a.pem }
              - { id: b, n: \(modulus), e: AQAB }
              - { id: c, secret-file: /c.key }
              - { base64-secret-file: /d.txt }
            """)
        guard case .signingKeys(let keys) = issuer.sources.first, keys.count == 4 else {
            Issue.record("\(issuer.sources)")
            return
        }
        #expect(issuer.sources.count == 1)
        #expect(keys[0] == SigningKey(id: "a", material: .pemFile(path: "/a.pem")))
        guard case .numbers(let read, let exponent) = keys[1].material else {
            Issue.record("\(keys[1])")
            return
        }
        #expect(keys[1].id == "b")
        #expect(read.count == 256)
        #expect(CompactToken.base64URL(read) == modulus)
        #expect(exponent == [1, 0, 1])
        #expect(keys[2] == SigningKey(id: "c", material: .secretFile(path: "/c.key")))
        #expect(keys[3] == SigningKey(material: .base64SecretFile(path: "/d.txt")))
    }

    @Test("the sources of an issuer stand together in the order of keys, and are told apart by number")
    func assembly() throws {
        let configuration = try TestGate.configuration(
            """
            issuers:
              one: { issuer: a, jwks: "https://a.example/keys" }
              many: { issuer: b, jwks: "https://b.example/keys", jwks-file: /b.json }
              last: { issuer: c, jwks-file: /c.json }
            policies:
              default: { issuers: [ last, many, one ], audiences: [ api ] }

            """)
        #expect(Assembly.keys(of: configuration).map(\.name) == ["one", "many/1", "many/2", "last"])
        let name = Array("default".utf8)
        let policy = try Assembly.policies(of: configuration).policy(named: name.span)
        #expect(policy?.tokens.issuers.map(\.keySources) == [3..<4, 1..<3, 0..<1])
        #expect(policy?.tokens.issuers.map(\.identifiers) == [["c"], ["b"], ["a"]])
    }
}
