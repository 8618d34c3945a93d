import GatehouseCore
import JOSE
import Keys
import Policy
import Server
import TestSupport

/// An authorizer with its configuration and keys in a test's hands.
final class TestGate {
    /// The moment at which requests are decided, unless a test says another.
    static let now: Int64 = 1_700_000_000

    let inForce: ConfigurationInForce
    private let authorizer: Authorizer

    /// Makes a gate of policies that are ready.
    init(_ policies: PolicyTable, keys: KeyStore) throws {
        inForce = ConfigurationInForce(ActiveConfiguration(policies: policies, keys: keys))
        authorizer = try Authorizer(inForce)
    }

    /// Makes a gate of a configuration file, whose issuers have the keys given here, in the file's order.
    convenience init(yaml: String, keys: [JWKSet]) throws {
        try self.init(
            try Assembly.policies(of: Self.configuration(yaml)), keys: Self.store(keys.map(KeySource.fixed)))
    }

    /// Decides a request; for the last time unless a test says otherwise, so that it does not wait.
    func decide(
        _ parameters: [String: String], at seconds: Int64 = now, attempt: Attempt = .last
    ) -> Decision {
        decide(TestRequest(parameters), at: seconds, attempt: attempt)
    }

    /// Decides a request.
    func decide(_ request: TestRequest, at seconds: Int64 = now, attempt: Attempt = .last) -> Decision {
        var trace = NoTrace()
        authorizer.takeOverChanges()
        return authorizer.decide(request, at: UnixTime(seconds: seconds), attempt: attempt, trace: &trace)
    }

    /// Reads a configuration that must be good.
    static func configuration(_ yaml: String) throws -> Configuration {
        let reading = ConfigurationExample.read(yaml)
        guard let configuration = reading.configuration else {
            throw BadExample(problems: reading.problems.map(\.report))
        }
        return configuration
    }

    /// A store whose issuers have these keys.
    static func store(_ sources: [KeySource], inheriting previous: KeyStore? = nil) -> KeyStore {
        KeyStore(
            issuers: sources.enumerated().map { IssuerKeyConfiguration(name: "i\($0)", source: $1) },
            inheriting: previous, now: MonotonicTime(milliseconds: 0), random: { 0.5 })
    }
}

/// A test's own configuration is not as it should be.
struct BadExample: Error {
    let problems: [String]
}

extension TokenMint {
    /// The key set that the mint's issuer publishes.
    var keySet: JWKSet {
        get throws { try JWKSet(parsing: Array(jwks().utf8), origin: .network) }
    }
}

extension [String: String] {
    /// A request with the token where nearly every policy looks.
    static func bearer(_ token: String, _ others: [String: String] = [:]) -> [String: String] {
        others.merging(["HTTP_AUTHORIZATION": "Bearer \(token)"]) { $1 }
    }
}

extension Decision {
    /// The headers of one that lets in, by name; `nil` when it does not.
    var allowedHeaders: [String: String]? {
        guard case .allow(let headers) = verdict else { return nil }
        return Dictionary(headers.map { ($0.name, $0.value) }) { $1 }
    }
}
