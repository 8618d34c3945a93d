internal import GatehouseCore
internal import JOSE
internal import Keys
internal import Posix
internal import Server
internal import TestTokens

/// Requests of one kind, and the daemon's own handler to decide them.
struct Workload {
    private let inForce: ConfigurationInForce
    private let handler: AuthorizationHandler
    private let policies: PolicyTable
    private let keys: JWKSet
    private let requests: [MemoryRequest]
    private let stranger: MemoryRequest

    /// Makes the requests, which takes longer than deciding them.
    ///
    /// - Parameters:
    ///   - algorithm: What the tokens are signed with.
    ///   - kind: What the requests are.
    ///   - count: How many requests a run decides.
    /// - Throws: When a token cannot be made, or is not decided as it must be.
    init(_ algorithm: SigningAlgorithm, _ kind: RequestKind, count: Int) throws {
        let key = try SigningKey.generate(algorithm, identifier: "measured-key")
        let now = WallClock.seconds()
        func claims(number: Int) -> TestJSON {
            EntraClaims.claims(
                number: number, issuer: Self.issuer, audience: Self.audience, now: now, lifetime: 86_400)
        }
        func request(number: Int) throws -> MemoryRequest {
            MemoryRequest(token: try CompactToken.sign(claims(number: number), by: key))
        }
        switch kind {
        case .hit: requests = Array(repeating: try request(number: 0), count: count)
        case .miss: requests = try (0..<count).map(request)
        case .invalid:
            requests = try (0..<count).map { number in
                let token = try CompactToken.sign(claims(number: number), by: key)
                return MemoryRequest(token: CompactToken.withBrokenSignature(token))
            }
        }
        stranger = try request(number: 999_999)

        let reading = ConfigurationReader.read(yaml: Self.settings, file: "benchmark.yaml") { _ in .readable }
        guard let configuration = reading.configuration else {
            throw WorkloadFailure(description: "\(reading.problems)")
        }
        policies = try Assembly.policies(of: configuration)
        keys = try JWKSet(parsing: Array(SigningKey.set([key]).text.utf8), origin: .localFile)
        inForce = ConfigurationInForce(Self.makeActive(policies: policies, keys: keys))
        handler = try AuthorizationHandler(inForce, decisionLog: nil, telemetry: Telemetry())

        startAfresh()
        guard try isAllowed(stranger), try requests.allSatisfy({ try isAllowed($0) == (kind != .invalid) })
        else {
            throw WorkloadFailure(description: "a request was not decided as it must be")
        }
    }

    /// Empties the cache, then has one request decided of another token, so that what is made once for a
    /// key or a configuration is made.
    func startAfresh() {
        inForce.replace(with: Self.makeActive(policies: policies, keys: keys))
        _ = handler.answer(stranger, role: .responder, attempt: .first)
    }

    /// Decides the first request, which fills the cache for a workload whose requests are all the same.
    func prime() {
        _ = handler.answer(requests[0], role: .responder, attempt: .first)
    }

    /// Decides every request.
    ///
    /// Never inlined: callgrind looks for `measuredDecisions` in the names of functions.
    @inline(never)
    func measuredDecisions() {
        for request in requests {
            _ = handler.answer(request, role: .responder, attempt: .first)
        }
    }

    private func isAllowed(_ request: MemoryRequest) throws -> Bool {
        guard case .answer(let bytes) = handler.answer(request, role: .responder, attempt: .first) else {
            return false
        }
        return bytes.starts(with: "Status: 200 OK".utf8)
    }

    private static func makeActive(policies: PolicyTable, keys: JWKSet) -> ActiveConfiguration {
        let store = KeyStore(
            issuers: [IssuerKeyConfiguration(name: "entra", source: .fixed(keys))],
            now: KeyRefresher.now(), random: { 0 })
        return ActiveConfiguration(policies: policies, keys: store, cacheByteLimit: 32 << 20)
    }

    private static let issuer = "https://login.example/7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e/v2.0"
    private static let audience = "api://orders"

    /// The policy of README.md.
    private static let settings = """
        issuers:
          entra: { issuer: "\(issuer)", jwks-file: keys.json }
        policies:
          orders:
            issuers: [ entra ]
            audiences: [ "\(audience)" ]
            required-claims:
              - { name: scp, match: any, separator: " ", values: [ orders.read, orders.admin ] }
            claim-headers:
              X-Auth-Subject: sub
              X-Auth-Scopes: scp
        """
}

/// Why there is nothing to measure.
struct WorkloadFailure: Error, CustomStringConvertible {
    let description: String
}
