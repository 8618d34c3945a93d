import TestSupport
import Testing

/// A token of the stand-in for Entra ID, where it is sent, and what must come of it.
struct EntraCase: Sendable, CustomTestStringConvertible {
    /// What comes of the request.
    enum Expectation: Sendable {
        /// It reaches the backend.
        case allow

        /// It does not, for this reason; the message begins with APIM's words, and `@BASE@` is the stand-in's URL.
        case refuse(Int, String, String)
    }

    let testDescription: String
    let location: EntraSite.Location
    let tenant: EntraTenant
    let order: TestJSON
    let expectation: Expectation

    /// Makes a case.
    ///
    /// - Parameters:
    ///   - name: What it is about.
    ///   - location: Where the token is sent.
    ///   - tenant: Who issues it.
    ///   - version: Its version.
    ///   - order: More of the order to the stand-in's `/TENANT/sign`.
    ///   - expectation: What must come of it.
    init(
        _ name: String, at location: EntraSite.Location, _ tenant: EntraTenant, _ version: EntraVersion,
        _ order: TestJSON = [:], _ expectation: Expectation
    ) {
        testDescription = name
        self.location = location
        self.tenant = tenant
        self.order = TestJSON.object(["version": .string(version.rawValue)]).merging(order)
        self.expectation = expectation
    }

    private static let contoso = EntraTenant.contoso.identifier
    private static let fabrikam = EntraTenant.fabrikam.identifier
    private static let consumers = EntraTenant.consumers.identifier

    /// Both versions of a token that is let in.
    private static func allowed(
        _ name: String, at location: EntraSite.Location, _ tenant: EntraTenant
    ) -> [EntraCase] {
        EntraVersion.allCases.map {
            EntraCase("\(name), version \($0.rawValue)", at: location, tenant, $0, [:], .allow)
        }
    }

    static let letIn: [EntraCase] =
        allowed("the one tenant", at: .contoso, .contoso)
        + allowed("the one tenant, configured by its domain", at: .domain, .contoso)
        + allowed("any tenant", at: .common, .contoso) + allowed("any other tenant", at: .common, .fabrikam)
        + allowed("a personal account", at: .common, .consumers)
        + allowed("an organization", at: .organizations, .fabrikam)
        + allowed("a tenant on the list", at: .listed, .contoso)
        + allowed("the application that it must be issued to", at: .client, .fabrikam)
        + allowed("version 1 beside the metadata of version 2", at: .union, .contoso)
        + [
            EntraCase(
                "an application's own key, where the application is configured", at: .custom, .contoso, .two,
                ["kid": "entra-application-1"], .allow),
            EntraCase(
                "an audience with api:// in version 2", at: .contoso, .contoso, .two,
                ["claims": ["aud": "api://\(EntraClaims.backend)"]], .allow),
            EntraCase(
                "a group that fits into the token", at: .groups, .contoso, .two,
                ["claims": ["groups": ["1f6d2c3b-8a4e-4f7d-b5c1-9e0a2d3c4b5f"]]], .allow),
        ]

    static let wrongTenant: [EntraCase] =
        EntraVersion.allCases.flatMap { version -> [EntraCase] in
            let issuer = version == .one ? "https://sts.windows.net/{tid}/" : "@BASE@/{tid}/v2.0"
            return [EntraSite.Location.contoso, .domain].map { location in
                EntraCase(
                    "another tenant, at \(location), version \(version.rawValue)", at: location, .fabrikam,
                    version, [:],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'iss' is '\(issuer.replacing("{tid}", with: fabrikam))', accepted is"
                    ))
            } + [
                EntraCase(
                    "a tenant that is not on the list, version \(version.rawValue)", at: .listed, .fabrikam,
                    version, [:],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'tid' is '\(fabrikam)', accepted is '\(contoso)'. Access denied."
                    )),
                EntraCase(
                    "a personal account among organizations, version \(version.rawValue)", at: .organizations,
                    .consumers, version, [:],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'tid' is '\(consumers)', "
                            + "accepted is any but the one of personal accounts. Access denied.")),
                EntraCase(
                    "a tid of another tenant than iss, version \(version.rawValue)", at: .common, .contoso,
                    version, ["claims": ["tid": .string(fabrikam)]],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'tid' is '\(fabrikam)', "
                            + "accepted is the GUID of a tenant in 'iss'. Access denied.")),
                EntraCase(
                    "no tid, version \(version.rawValue)", at: .common, .contoso, version,
                    ["claims": ["tid": .null]],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'tid' is missing, "
                            + "accepted is the GUID of a tenant in 'iss'. Access denied.")),
                EntraCase(
                    "two tid, version \(version.rawValue)", at: .common, .contoso, version,
                    ["claims": ["tid": [.string(contoso), .string(fabrikam)]]],
                    .refuse(401, "TokenIssuerNotAllowed", "Issuer validation failed: 'tid' is missing")),
                EntraCase(
                    "the template itself, version \(version.rawValue)", at: .common, .contoso, version,
                    [
                        "claims": [
                            "tid": "{tenantid}",
                            "iss": .string(issuer.replacing("{tid}", with: "{tenantid}")),
                        ]
                    ],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: 'tid' is '{tenantid}', "
                            + "accepted is the GUID of a tenant in 'iss'. Access denied.")),
            ]
        }

    static let wrongKey: [EntraCase] =
        EntraVersion.allCases.flatMap { version -> [EntraCase] in
            [
                EntraCase(
                    "the key of personal accounts for a company, version \(version.rawValue)", at: .common,
                    .contoso, version, ["kid": "entra-consumers-1"],
                    .refuse(
                        401, "TokenIssuerNotAllowed",
                        "Issuer validation failed: key 'entra-consumers-1' is for the issuer '@BASE@/91880")),
                EntraCase(
                    "an application's own key where only the tenant is configured, version \(version.rawValue)",
                    at: .contoso, .contoso, version, ["kid": "entra-application-1"],
                    .refuse(
                        401, "TokenSignatureKeyNotFound",
                        "Signature validation failed: issuer 'contoso' has no key 'entra-application-1'. Access denied."
                    )),
                EntraCase(
                    "a token for Microsoft Graph, version \(version.rawValue)", at: .contoso, .contoso,
                    version,
                    [
                        "kid": "entra-application-1",
                        "header": ["kid": "entra-organizations-1", "nonce": "a"],
                    ],
                    .refuse(
                        401, "TokenSignatureInvalid",
                        "Signature validation failed: the token's header has a 'nonce', so it is for Microsoft Graph, "
                            + "and nobody but Graph can verify it. Access denied.")),
            ]
        }

    static let wrongClaims: [EntraCase] = [
        EntraCase(
            "another application of version 1", at: .client, .contoso, .one, ["client": .string(contoso)],
            .refuse(
                403, "TokenClaimValueNotAllowed",
                "Claim appid value of \(contoso) is not allowed. Access denied.")),
        EntraCase(
            "another application of version 2", at: .client, .contoso, .two, ["client": .string(contoso)],
            .refuse(
                403, "TokenClaimValueNotAllowed",
                "Claim azp value of \(contoso) is not allowed. Access denied.")),
        EntraCase(
            "no application", at: .client, .contoso, .two, ["claims": ["azp": .null]],
            .refuse(
                403, "TokenClaimNotFound", "JWT is missing the following claims: azp. Access denied.")),
        EntraCase(
            "another audience", at: .contoso, .contoso, .two, ["claims": ["aud": .string(fabrikam)]],
            .refuse(
                401, "TokenAudienceNotAllowed",
                "Audience validation failed: 'aud' is '\(fabrikam)', accepted is")),
        EntraCase(
            "too many groups for a token", at: .groups, .contoso, .two,
            [
                "claims": [
                    "_claim_names": ["groups": "src1"],
                    "_claim_sources": ["src1": ["endpoint": "https://graph.windows.net/x"]],
                ]
            ],
            .refuse(
                403, "TokenClaimNotFound",
                "JWT is missing the following claims: groups. Access denied. The caller is in more groups")),
        EntraCase(
            "too many groups, in the implicit flow", at: .groups, .contoso, .one,
            ["claims": ["hasgroups": true]],
            .refuse(
                403, "TokenClaimNotFound",
                "JWT is missing the following claims: groups. Access denied. The caller is in more groups")),
        EntraCase(
            "no groups", at: .groups, .contoso, .two, [:],
            .refuse(
                403, "TokenClaimNotFound",
                "JWT is missing the following claims: groups. Access denied. Required is")),
    ]
}
