import JOSE
import Keys
import Policy
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("From the configuration to what decides")
struct AssemblyTests {
    private static func policy(_ name: String, in table: PolicyTable) throws -> ProtectionPolicy {
        let bytes = Array(name.utf8)
        let policy = table.policy(named: bytes.span)
        return try #require(policy)
    }

    @Test("every setting of a policy lands where it decides")
    func policies() throws {
        let table = try Assembly.policies(
            of: try TestGate.configuration(
                """
                issuers:
                  first: { issuer: "https://first.example", jwks: "https://first.example/keys" }
                  any: { issuer: "*", jwks: "https://any.example/keys" }
                policies:
                  plain: { issuers: [ first ], audiences: [ a ], web-server-cache-seconds: 8 }
                  full:
                    issuers: [ any, first ]
                    audiences: [ a, b ]
                    algorithms: [ ES256, RS512 ]
                    require-expiration-time: false
                    cookie-name: token
                    clock-skew: 60
                    failed-validation-httpcode: 404
                    failed-validation-error-message: "go away"
                    required-claims:
                      - { name: scp, match: any, separator: " ", values: [ x, y ] }
                      - { name: a.b }
                    claim-headers: { X-Sub: sub, X-All: "@payload" }
                    claim-encoding: base64url-json
                    mode: report
                    decision-cache-seconds: 7

                """))
        let full = try Self.policy("full", in: table)
        #expect(full.tokens.name == "full")
        #expect(
            full.tokens.issuers == [
                TokenPolicy.AcceptedIssuer(name: "any", identifier: nil, index: 1),
                TokenPolicy.AcceptedIssuer(name: "first", identifier: "https://first.example", index: 0),
            ])
        #expect(full.tokens.algorithms.map(\.name) == ["ES256", "RS512"])
        #expect(full.tokens.lifetime.clockSkew == 60)
        #expect(!full.tokens.lifetime.requiresExpiry)
        #expect(
            full.tokens.claimsRules.map(\.check) == [
                "lifetime", "audience", "claim scp", "claim a.b", "scope",
            ])
        #expect(full.tokens.claimsRules.compactMap { ($0 as? AudienceRule)?.audiences } == [["a", "b"]])
        #expect(
            full.tokens.claimsRules.compactMap { ($0 as? RequiredClaimRule)?.requirement } == [
                ClaimRequirement(
                    path: ClaimPath(names: ["scp"]), match: .any, separator: " ", values: ["x", "y"]),
                ClaimRequirement(path: ClaimPath(names: ["a", "b"]), match: .all, values: []),
            ])
        #expect(full.source == .cookie(name: "token"))
        #expect(full.failedValidation == ProtectionPolicy.FailedValidation(status: 404, message: "go away"))
        #expect(
            full.claimHeaders
                == ClaimHeaders(
                    [
                        ClaimHeader(name: "X-Sub", content: .claim(ClaimPath(names: ["sub"]))),
                        ClaimHeader(name: "X-All", content: .payload),
                    ], encoding: .base64URLJSON))
        #expect(full.mode == .report)
        #expect(full.cacheSeconds == 7)
        #expect(full.webServerCacheSeconds == 0)

        let plain = try Self.policy("plain", in: table)
        #expect(plain.tokens.algorithms.map(\.name) == Algorithms.asymmetric)
        #expect(plain.tokens.lifetime.clockSkew == 0)
        #expect(plain.tokens.lifetime.requiresExpiry)
        #expect(plain.tokens.claimsRules.map(\.check) == ["lifetime", "audience", "scope"])
        #expect(plain.source == .header(name: "Authorization", scheme: "Bearer"))
        #expect(plain.failedValidation == ProtectionPolicy.FailedValidation())
        #expect(plain.claimHeaders == ClaimHeaders([], encoding: .percent))
        #expect(plain.mode == .enforce)
        #expect(plain.webServerCacheSeconds == 8)
    }

    @Test("shared secrets serve only policies that ask for their algorithms")
    func symmetric() throws {
        #expect(!Algorithms.asymmetric.contains { $0.hasPrefix("HS") })
        let publicKeyed = SignatureAlgorithm.all.values.filter { !$0.isSymmetric && $0.isOffered }
        #expect(Set(Algorithms.asymmetric) == Set(publicKeyed.map(\.name)))
        #expect(publicKeyed.count >= 13)
        #expect(Algorithms.symmetric == ["HS256", "HS384", "HS512"])
    }

    @Test("every setting of an issuer lands where its keys are fetched, in the configuration's order")
    func keys() throws {
        let keys = Assembly.keys(
            of: try TestGate.configuration(
                """
                issuers:
                  discovered:
                    openid-config: https://login.example/.well-known/openid-configuration
                    ca-file: /ca.pem
                    client-certificate: /cert.pem
                    client-key: /key.pem
                    proxy: http://proxy.example:3128
                    key-lifetime: 600
                    max-stale: 120
                    key-wait: 3
                  named:
                    issuer: other
                    openid-config: https://login.example/.well-known/openid-configuration
                  fetched: { issuer: a, jwks: "http://keys.example/", dangerously-allow-http: true }
                  file: { issuer: b, jwks-file: /keys.json }
                  secret: { issuer: c, issuer-signing-keys: [ { id: k, secret-file: /a.key }, { pem-file: /b.pem } ] }
                policies:
                  default: { issuers: [ discovered, named, fetched, file ], audiences: [ a ] }
                  legacy: { issuers: [ secret ], audiences: [ a ], algorithms: [ HS256, RS256 ] }

                """))
        #expect(keys.map(\.name) == ["discovered", "named", "fetched", "file", "secret"])
        #expect(
            keys.map { Self.words($0.source) } == [
                "discovery https://login.example/.well-known/openid-configuration exactly https://login.example",
                "discovery https://login.example/.well-known/openid-configuration exactly other",
                "keys http://keys.example/", "files /keys.json", "files /a.key /b.pem",
            ])
        var access = RemoteAccess()
        #expect(keys[1].access == access)
        #expect(keys[1].timing == KeyTiming())
        access.allowsHTTP = true
        #expect(keys[2].access == access)
        access = RemoteAccess()
        access.caFile = "/ca.pem"
        access.clientCertificateFile = "/cert.pem"
        access.clientKeyFile = "/key.pem"
        access.proxy = "http://proxy.example:3128"
        #expect(keys[0].access == access)
        var timing = KeyTiming()
        timing.lifetime = .seconds(600)
        timing.maximumStaleness = .seconds(120)
        timing.keyWait = .seconds(3)
        #expect(keys[0].timing == timing)
    }

    private static func words(_ source: KeySource) -> String {
        switch source {
        case .discovery(let url, let issuer): "discovery \(url) \(issuer.words)"
        case .files(let files): "files \(files.paths.joined(separator: " "))"
        case .fixed: "fixed"
        case .keySet(let url): "keys \(url)"
        }
    }
}

extension MetadataIssuer {
    /// The expectation in words.
    fileprivate var words: String {
        switch self {
        case .any: "any"
        case .anyTenant: "any tenant"
        case .exactly(let text): "exactly \(text)"
        case .oneTenant: "one tenant"
        case .tenant(let tenant): "tenant \(tenant.text)"
        }
    }
}
