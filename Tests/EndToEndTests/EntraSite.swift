import TestSupport
import Testing

/// The stand-in for Entra ID, and a web server whose locations accept its tokens in different ways.
final class EntraSite: Sendable {
    /// The site of the suite that runs.
    @TaskLocal private static var ofSuite: EntraSite?

    /// The site of a suite that has the trait `entra`.
    static var current: EntraSite {
        get throws { try #require(ofSuite) }
    }

    let site: Site
    let issuer: TestIssuerServer

    init() throws {
        let directory = try TestDirectory()
        issuer = try TestIssuerServer(directory: directory)
        do {
            site = try Site(Self.plan(baseURL: issuer.url), in: directory)
        } catch {
            issuer.stop()
            throw error
        }
    }

    func close() {
        site.close()
        issuer.stop()
    }

    /// The locations, each with the policy of its name.
    enum Location: String, CaseIterable, Sendable {
        /// All tenants, and tokens issued to one application.
        case client
        /// All tenants and personal accounts.
        case common
        /// One tenant, by its GUID.
        case contoso
        /// One tenant, with the keys of an application of its own.
        case custom
        /// One tenant, by its domain.
        case domain
        /// One tenant, and a group.
        case groups
        /// All tenants, but only those on a list.
        case listed
        /// All tenants without personal accounts.
        case organizations
        /// The metadata of version 2 alone, and the issuer of version 1 beside it.
        case union
    }

    private static func plan(baseURL: String) -> Site.Plan {
        let contoso = EntraTenant.contoso.identifier
        let reach = "authentication-endpoint: \"\(baseURL)\", dangerously-allow-http: true"
        let backend = "backend-application-ids: [ \(EntraClaims.backend) ]"
        let claims = "claim-headers: { X-Auth-Subject: sub, X-Auth-Roles: roles, X-Auth-Issuer: iss }"
        let metadata = "\(baseURL)/\(contoso)/v2.0/.well-known/openid-configuration"
        return Site.Plan(
            settings: """
                issuers:
                  contoso: { tenant-id: \(contoso.uppercased()), \(reach) }
                  domain: { tenant-id: \(EntraTenant.contoso.domain), \(reach) }
                  common: { tenant-id: common, \(reach) }
                  listed: { tenant-id: common, tenants: [ \(contoso) ], \(reach) }
                  organizations: { tenant-id: organizations, \(reach) }
                  custom: { tenant-id: \(contoso), application-id: \(EntraClaims.backend), \(reach) }
                  union:
                    openid-config: "\(metadata)"
                    issuers: [ "\(EntraTenant.contoso.issuer(version: .one, baseURL: baseURL))" ]
                    dangerously-allow-http: true
                policies:
                  client: { issuers: [ common ], client-application-ids: [ \(EntraClaims.client) ], \(backend), \(claims) }
                  common: { issuers: [ common ], \(backend), \(claims) }
                  contoso: { issuers: [ contoso ], \(backend), \(claims) }
                  custom: { issuers: [ custom ], \(backend), \(claims) }
                  domain: { issuers: [ domain ], \(backend), \(claims) }
                  groups:
                    issuers: [ contoso ]
                    \(backend)
                    required-claims: [ { name: groups, match: any, values: [ 1f6d2c3b-8a4e-4f7d-b5c1-9e0a2d3c4b5f ] } ]
                  listed: { issuers: [ listed ], \(backend), \(claims) }
                  organizations: { issuers: [ organizations ], \(backend), \(claims) }
                  union: { issuers: [ union ], \(backend), \(claims) }
                """,
            locations: Location.allCases.map { Site.Plan.location($0.rawValue, policy: $0.rawValue) }.joined()
        )
    }

    /// Gives the tests of a suite a site in common.
    struct Trait: SuiteTrait, TestScoping {
        func provideScope(
            for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
        ) async throws {
            let site = try EntraSite()
            defer { site.close() }
            try await EntraSite.$ofSuite.withValue(site) { try await body() }
        }
    }
}

extension Trait where Self == EntraSite.Trait {
    /// One stand-in for Entra ID, with a site, for all tests of a suite.
    static var entra: Self { Self() }
}
