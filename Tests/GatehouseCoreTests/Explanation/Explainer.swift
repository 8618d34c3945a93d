import Keys
import Posix
import TestSupport

@testable import GatehouseCore

/// Explanations with keys in a file, as `gatehouse explain` makes them without a network.
struct Explainer {
    let mint: TokenMint
    let configuration: Configuration
    private let keys: OfflineKeys
    private let directory: ScratchDirectory

    /// Takes a configuration whose issuer `main` has its keys at a URL, and puts them into a file; one whose issuer is
    /// Entra ID gets its metadata and keys as from there.
    init(yaml: String = RefusedToken.yaml) throws {
        mint = try TokenMint(now: TestGate.now)
        directory = try ScratchDirectory()
        try directory.write(try mint.jwks(), to: "keys.json")
        configuration = try TestGate.configuration(
            yaml.replacing(
                "jwks: \"https://issuer.example/keys\"", with: "jwks-file: \(directory.path)/keys.json"))
        keys = try OfflineKeys(configuration, timeToFetch: nil)
        if yaml.contains(EntraGate.baseURL) { try answerForEntra() }
    }

    func explain(_ token: String, policy: Int = 0, requiredScopes: [String] = []) throws -> Explanation {
        try Explanation.explain(
            token: Array(token.utf8), policy: configuration.policies[policy], requiredScopes: requiredScopes,
            secondsSince1970: TestGate.now, configuration: configuration, keys: keys)
    }

    /// Answers what the key store asks: for the metadata of all tenants in both versions, then for the keys.
    private func answerForEntra() throws {
        for _ in 0..<2 {
            let now = MonotonicTime(milliseconds: MonotonicClock.nanoseconds() / 1_000_000)
            for request in keys.store.next(now: now).fetches {
                let version = request.url.contains("/v2.0/") ? EntraVersion.two : .one
                let issuer = EntraTenant.issuerTemplate(version: version, baseURL: EntraGate.baseURL)
                let metadata: TestJSON = ["issuer": .string(issuer), "jwks_uri": "\(EntraGate.baseURL)/keys"]
                let body = request.url.hasSuffix("/keys") ? try mint.jwks() : metadata.text
                let response = FetchResponse(status: 200, body: Array(body.utf8))
                _ = keys.store.completed(request, with: .success(response), now: now)
            }
        }
    }
}
