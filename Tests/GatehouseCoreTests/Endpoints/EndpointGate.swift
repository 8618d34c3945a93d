import JOSE
import Keys
import Posix
import Server
import TestSupport

@testable import GatehouseCore

/// A handler with its endpoints and counters in a test's hands.
final class EndpointGate {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default: { issuers: [ main ], audiences: [ api://orders ] }
          watched: { issuers: [ main ], audiences: [ api://orders ], mode: report }

        """

    let mint: TokenMint
    let telemetry = Telemetry()
    let inForce: ConfigurationInForce
    let handler: AuthorizationHandler

    /// Makes a gate.
    ///
    /// - Parameters:
    ///   - keys: The issuers' keys; the mint's when there are none.
    ///   - log: How decisions are logged.
    ///   - yaml: The configuration.
    /// - Throws: When the configuration is not good.
    init(keys: [KeySource] = [], log: DecisionLogSettings? = nil, yaml: String = yaml) throws {
        mint = try TokenMint(now: WallClock.seconds())
        let sources = try keys.isEmpty ? [.fixed(mint.keySet)] : keys
        inForce = ConfigurationInForce(
            ActiveConfiguration(
                policies: try Assembly.policies(of: TestGate.configuration(yaml)),
                keys: TestGate.store(sources), cacheByteLimit: 1 << 20, evictions: telemetry.evictions))
        handler = try AuthorizationHandler(inForce, decisionLog: log, telemetry: telemetry)
    }

    /// Asks; `nil` when the request is parked.
    func ask(_ parameters: [String: String], role: Role = .responder) -> String? {
        guard case .answer(let bytes) = handler.answer(TestRequest(parameters), role: role, attempt: .last)
        else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What an endpoint says, without the head.
    func content(_ endpoint: String) -> String {
        let answer = ask(["GATEHOUSE_ENDPOINT": endpoint]) ?? ""
        return String(answer.split(separator: "\r\n\r\n", maxSplits: 1).last ?? "")
    }

    /// The value of a metric, by its name with its labels as they are written.
    func metric(_ series: String) -> String? {
        content("metrics").split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .map { String($0.dropFirst(series.count + 1)) }
    }
}
