import GatehouseCore
import JOSE
import Keys
import Policy
import TestSupport
import Testing

@Suite("Configuration: issuers and policies as API Management's validate-azure-ad-token has them")
struct ConfigurationTenantTests {
    private static let contoso = EntraTenant.contoso.identifier
    private static let fabrikam = EntraTenant.fabrikam.identifier

    private static func guid(_ text: String) throws -> GUID { try #require(GUID(text)) }

    private func read(_ lines: String) throws -> IssuerConfiguration {
        try #require(TestGate.configuration(issuer(lines)).issuers.first)
    }

    private static func sources(_ base: String, _ issuer: MetadataIssuer, query: String = "")
        -> [IssuerConfiguration.KeySource]
    {
        ["", "/v2.0"].map {
            .openIDConfiguration(
                url: "\(base)\($0)/.well-known/openid-configuration\(query)", issuer: issuer)
        }
    }

    @Test("tenant-id stands for the metadata of both versions, and for the issuers that it names")
    func tenant() throws {
        let issuer = try read("tenant-id: \(Self.contoso.uppercased())")
        #expect(issuer.trustsMetadata)
        #expect(issuer.identifiers.isEmpty)
        #expect(!issuer.acceptsAnyIdentifier)
        #expect(issuer.tenants == TenantRule())
        #expect(
            issuer.sources
                == Self.sources(
                    "https://login.microsoftonline.com/\(Self.contoso)",
                    .tenant(try Self.guid(Self.contoso))))
    }

    @Test("a domain learns its tenant from the metadata")
    func domain() throws {
        let issuer = try read("tenant-id: Contoso.OnMicrosoft.com")
        #expect(
            issuer.sources
                == Self.sources("https://login.microsoftonline.com/contoso.onmicrosoft.com", .oneTenant))
        #expect(issuer.tenants == TenantRule())
    }

    @Test("common and organizations are for many tenants, or for those on a list")
    func manyTenants() throws {
        let common = try read("tenant-id: common\ntenants: [ \(Self.contoso), \(Self.fabrikam) ]")
        #expect(common.sources == Self.sources("https://login.microsoftonline.com/common", .anyTenant))
        #expect(
            common.tenants
                == TenantRule(allowed: [try Self.guid(Self.fabrikam), try Self.guid(Self.contoso)]))
        let organizations = try read("tenant-id: organizations")
        #expect(
            organizations.sources
                == Self.sources("https://login.microsoftonline.com/organizations", .anyTenant))
        #expect(organizations.tenants == TenantRule(refusesConsumers: true))
    }

    @Test(
        "a sovereign cloud's endpoint takes the place of the world's",
        arguments: [
            "https://login.microsoftonline.us", "https://login.partner.microsoftonline.cn/",
            "https://login.example/proxy",
        ])
    func endpoint(url: String) throws {
        let issuer = try read("tenant-id: common\nauthentication-endpoint: \(url)")
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        #expect(issuer.sources == Self.sources("\(base)/common", .anyTenant))
    }

    @Test("application-id asks for the keys of an application that has its own")
    func application() throws {
        let id = EntraClaims.backend
        let issuer = try read("tenant-id: \(Self.contoso)\napplication-id: \(id)")
        #expect(
            issuer.sources
                == Self.sources(
                    "https://login.microsoftonline.com/\(Self.contoso)",
                    .tenant(try Self.guid(Self.contoso)), query: "?appid=\(id)"))
    }

    @Test("a policy's words land in it, and backends are audience enough")
    func policyWords() throws {
        let reading = ConfigurationExample.read(
            """
            issuers:
              entra: { tenant-id: common }
            policies:
              default:
                issuers: [ entra ]
                client-application-ids: [ \(EntraClaims.client.uppercased()) ]
                backend-application-ids: [ \(EntraClaims.backend) ]
                token-parameter-name: GATEHOUSE_TOKEN
                require-signed-tokens: true
                claim-headers: { X-Auth-Subject: sub }
                output-token-variable-name: X-Auth-Claims
                debug-secret-file: debug.key

            """)
        #expect(reading.problems.isEmpty)
        let policy = try #require(reading.configuration?.policies.first)
        #expect(policy.clientApplications == [try Self.guid(EntraClaims.client)])
        #expect(policy.backendApplications == [try Self.guid(EntraClaims.backend)])
        #expect(policy.tokenSource == .parameter(name: "GATEHOUSE_TOKEN"))
        #expect(policy.claimHeaders.map(\.name) == ["X-Auth-Subject", "X-Auth-Claims"])
        #expect(policy.claimHeaders.last?.content == .payload)
        #expect(policy.debugSecretFile == "debug.key")
    }
}
