import JOSE
import Policy
import TestSupport
import Testing

@Suite("Whose token it is")
struct IssuerFindingTests {
    private static let base = "https://login.example"
    private static let contoso = EntraTenant.contoso
    private static let fabrikam = EntraTenant.fabrikam
    private static let templates = EntraVersion.allCases.map {
        EntraTenant.issuerTemplate(version: $0, baseURL: base)
    }

    private static func policy(_ issuers: TokenPolicy.AcceptedIssuer...) -> TokenPolicy {
        TokenPolicy(
            name: "p", issuers: issuers, algorithms: [],
            lifetime: LifetimeRule(clockSkew: 0, requiresExpiry: true), claimsRules: [])
    }

    /// An issuer whose names come from the metadata of its sources.
    private static func learning(_ tenants: TenantRule?, named name: String = "entra")
        -> TokenPolicy.AcceptedIssuer
    {
        TokenPolicy.AcceptedIssuer(
            name: name, identifiers: [], trustsMetadata: true, tenants: tenants, keySources: 0..<2)
    }

    /// The finding in words.
    private static func words(
        _ policy: TokenPolicy, _ identifier: String?, tenant: String?, metadata: [String?] = templates
    ) -> String {
        switch policy.issuer(named: identifier, tenant: tenant, metadata: metadata) {
        case .accepted(let issuer, let sources): "\(issuer.name) \(sources)"
        case .notAccepted: "not accepted"
        case .tenantNotAccepted(let accepted): "tenant: \(accepted)"
        }
    }

    @Test("a token of version 1 is judged by the keys of version 1, one of version 2 by those of version 2")
    func versions() {
        let policy = Self.policy(Self.learning(TenantRule()))
        for tenant in [Self.contoso, Self.fabrikam, .consumers] {
            for (version, found) in [(EntraVersion.one, "entra 0..<1"), (.two, "entra 1..<2")] {
                let issuer = tenant.issuer(version: version, baseURL: Self.base)
                #expect(Self.words(policy, issuer, tenant: tenant.identifier) == found)
            }
        }
    }

    @Test("tid and iss must name the same tenant, and tid be a GUID")
    func tenantsDiffer() {
        let policy = Self.policy(Self.learning(TenantRule()))
        let issuer = Self.contoso.issuer(version: .two, baseURL: Self.base)
        let accepted = "tenant: the GUID of a tenant in \"iss\""
        for tenant in [nil, "", "x", Self.fabrikam.identifier, Self.contoso.identifier.uppercased()] {
            #expect(Self.words(policy, issuer, tenant: tenant) == accepted)
        }
        let odd = "\(Self.base)/x/v2.0"
        #expect(Self.words(policy, odd, tenant: "x") == accepted)
        #expect(Self.words(policy, "\(Self.base)/{tenantid}/v2.0", tenant: "{tenantid}") == accepted)
        #expect(
            Self.words(policy, "https://other.example/", tenant: Self.contoso.identifier) == "not accepted")
        #expect(Self.words(policy, nil, tenant: Self.contoso.identifier) == "not accepted")
    }

    @Test("a list of tenants keeps all others out, and organizations keeps personal accounts out")
    func tenantRule() throws {
        let listed = Self.policy(
            Self.learning(TenantRule(allowed: [try #require(GUID(Self.contoso.identifier.uppercased()))])))
        let organizations = Self.policy(Self.learning(TenantRule(refusesConsumers: true)))
        for (tenant, inList, inOrganizations) in [
            (Self.contoso, "entra 1..<2", "entra 1..<2"),
            (Self.fabrikam, "tenant: \"\(Self.contoso.identifier)\"", "entra 1..<2"),
            (
                .consumers, "tenant: \"\(Self.contoso.identifier)\"",
                "tenant: any but the one of personal accounts"
            ),
        ] {
            let issuer = tenant.issuer(version: .two, baseURL: Self.base)
            #expect(Self.words(listed, issuer, tenant: tenant.identifier) == inList)
            #expect(Self.words(organizations, issuer, tenant: tenant.identifier) == inOrganizations)
        }
    }

    @Test("what is accepted is said of what was wrong: first that tid and iss differ, then personal accounts")
    func whatIsAccepted() throws {
        let contoso = try #require(GUID(Self.contoso.identifier))
        let policy = Self.policy(Self.learning(TenantRule(allowed: [contoso], refusesConsumers: true)))
        for (tenant, claimed, accepted) in [
            (EntraTenant.fabrikam, EntraTenant.contoso, AcceptedTenants.issuerOnly),
            (.contoso, .fabrikam, .issuerOnly), (.fabrikam, .fabrikam, .listed([contoso])),
            (.consumers, .consumers, .anyButPersonal),
        ] {
            let issuer = tenant.issuer(version: .two, baseURL: Self.base)
            #expect(Self.words(policy, issuer, tenant: claimed.identifier) == "tenant: \(accepted)")
        }
        // Another issuer's list says more than that the token is not of this one's tenant.
        let other = Self.contoso.issuer(version: .two, baseURL: Self.base)
        let both = Self.policy(
            Self.learning(TenantRule(), named: "a"),
            TokenPolicy.AcceptedIssuer(
                name: "b", identifiers: [], trustsMetadata: true,
                tenants: TenantRule(allowed: [contoso]), keySources: 2..<3))
        let fabrikam = Self.fabrikam.issuer(version: .two, baseURL: Self.base)
        #expect(
            Self.words(
                both, fabrikam, tenant: Self.fabrikam.identifier,
                metadata: ["\(Self.base)/{tenantid}/", other, Self.templates[1]])
                == "tenant: \(AcceptedTenants.listed([contoso]))")
    }

    @Test("metadata of one tenant accepts that tenant only")
    func oneTenant() {
        let policy = Self.policy(Self.learning(TenantRule()))
        let metadata = EntraVersion.allCases.map { Self.contoso.issuer(version: $0, baseURL: Self.base) }
        for (tenant, found) in [(Self.contoso, "entra 1..<2"), (Self.fabrikam, "not accepted")] {
            let issuer = tenant.issuer(version: .two, baseURL: Self.base)
            #expect(Self.words(policy, issuer, tenant: tenant.identifier, metadata: metadata) == found)
        }
        let own = Self.contoso.issuer(version: .two, baseURL: Self.base)
        #expect(
            Self.words(policy, own, tenant: Self.fabrikam.identifier, metadata: metadata)
                == "tenant: the GUID of a tenant in \"iss\"")
    }

    @Test("any other issuer whose name comes from its metadata is judged by all of its keys")
    func otherMetadata() {
        let policy = Self.policy(Self.learning(nil, named: "b2c"))
        let metadata = ["https://b2c.example/a/v2.0/", nil]
        #expect(
            Self.words(policy, "https://b2c.example/a/v2.0/", tenant: nil, metadata: metadata) == "b2c 0..<2")
        #expect(
            Self.words(policy, "https://b2c.example/a/v2.0", tenant: nil, metadata: metadata)
                == "not accepted")
        #expect(
            Self.words(policy, "https://b2c.example/", tenant: nil, metadata: [nil, nil]) == "not accepted")
    }

    @Test("nobody's metadata takes over the name of another, nor of Entra ID")
    func stolenName() {
        let partner = TokenPolicy.AcceptedIssuer(
            name: "partner", identifiers: [], trustsMetadata: true, keySources: 2..<3)
        let other = TokenPolicy.AcceptedIssuer(
            name: "other", identifiers: [], trustsMetadata: true, keySources: 3..<4)
        let tenant = Self.contoso.identifier
        let issuer = Self.contoso.issuer(version: .two, baseURL: Self.base)
        let withEntra = Self.policy(partner, Self.learning(TenantRule()))
        for stolen in [Self.templates[1], issuer] {
            #expect(
                Self.words(withEntra, issuer, tenant: tenant, metadata: Self.templates + [stolen])
                    == "entra 1..<2")
        }
        let two = Self.policy(partner, other)
        for (first, second, found) in [
            ("https://a.example", "https://a.example", "not accepted"),
            ("https://a.example", "https://b.example", "partner 2..<3"),
            ("https://b.example", "https://a.example", "other 3..<4"),
        ] {
            let metadata = [nil, nil, first, second]
            #expect(Self.words(two, "https://a.example", tenant: nil, metadata: metadata) == found)
        }
    }

    @Test("a configured name goes before metadata's, and that before any name")
    func order() {
        let any = TokenPolicy.AcceptedIssuer(name: "any", identifier: nil, index: 2)
        let named = TokenPolicy.AcceptedIssuer(name: "named", identifier: "https://b2c.example/", index: 3)
        let policy = Self.policy(any, Self.learning(nil, named: "b2c"), named)
        let metadata = ["https://b2c.example/", "https://other.example/", nil, nil]
        for (identifier, found) in [
            ("https://b2c.example/", "named 3..<4"), ("https://other.example/", "b2c 0..<2"),
            ("https://x.example/", "any 2..<3"), (nil, "any 2..<3"),
        ] {
            #expect(Self.words(policy, identifier, tenant: nil, metadata: metadata) == found)
        }
    }
}

@Suite("Whose key it is, when it says so")
struct KeyIssuerTests {
    private static let contoso = EntraTenant.contoso.identifier
    private static let template = IssuerTemplate("https://login.example/{tenantid}/v2.0")
    private static let concrete = IssuerTemplate("https://login.example/\(contoso)/v2.0")

    private static func accepts(
        _ key: IssuerTemplate, _ identifier: String?, _ tenant: String?,
        metadata: [String?] = ["https://login.example/{tenantid}/v2.0"]
    ) -> Bool {
        TokenPolicy.AcceptedIssuer(name: "e", identifier: "x", index: 0).accepts(
            keyIssuer: key, identifier: identifier, tenant: tenant, metadata: metadata)
    }

    @Test(
        "a template's key signs for any tenant, once the token's tid is put in; a tenant's only for that one")
    func own() {
        let issuer = "https://login.example/\(Self.contoso)/v2.0"
        #expect(Self.accepts(Self.template, issuer, Self.contoso))
        #expect(Self.accepts(Self.concrete, issuer, Self.contoso))
        #expect(Self.accepts(Self.concrete, issuer, nil))
        let fabrikam = EntraTenant.fabrikam.identifier
        let other = "https://login.example/\(fabrikam)/v2.0"
        #expect(Self.accepts(Self.template, other, fabrikam))
        #expect(!Self.accepts(Self.concrete, other, fabrikam))
        for tenant in [nil, "x", fabrikam] { #expect(!Self.accepts(Self.template, issuer, tenant)) }
        #expect(!Self.accepts(Self.concrete, issuer + "/", Self.contoso))
        #expect(!Self.accepts(Self.concrete, nil, Self.contoso))
    }

    @Test("tokens of version 1 are signed with keys of the same tenant's version 2, and of no other's")
    func versionOne() {
        for host in ["sts.windows.net", "sts.chinacloudapi.cn"] {
            let issuer = "https://\(host)/\(Self.contoso)/"
            #expect(Self.accepts(Self.template, issuer, Self.contoso))
            #expect(Self.accepts(Self.concrete, issuer, Self.contoso))
            #expect(!Self.accepts(Self.concrete, issuer, Self.contoso, metadata: [nil]))
            #expect(!Self.accepts(Self.concrete, issuer, Self.contoso, metadata: ["https://other.example/"]))
            let fabrikam = EntraTenant.fabrikam.identifier
            #expect(!Self.accepts(Self.template, issuer, fabrikam))
            #expect(!Self.accepts(Self.concrete, "https://\(host)/\(fabrikam)/", fabrikam))
        }
        #expect(!Self.accepts(Self.template, "https://sts.example/\(Self.contoso)/", Self.contoso))
    }
}
