import TestSupport

@testable import GatehouseCore

/// Explanations with keys in a file, as `gatehouse explain` makes them without a network.
struct Explainer {
    let mint: TokenMint
    let configuration: Configuration
    private let keys: OfflineKeys
    private let directory: ScratchDirectory

    /// Takes a configuration whose issuer `main` has its keys at a URL, and puts them into a file.
    init(yaml: String = RefusedToken.yaml) throws {
        mint = try TokenMint(now: TestGate.now)
        directory = try ScratchDirectory()
        try directory.write(try mint.jwks(), to: "keys.json")
        configuration = try TestGate.configuration(
            yaml.replacing(
                "jwks: \"https://issuer.example/keys\"", with: "jwks-file: \(directory.path)/keys.json"))
        keys = try OfflineKeys(configuration, timeToFetch: nil)
    }

    func explain(_ token: String, policy: Int = 0, requiredScopes: [String] = []) throws -> Explanation {
        try Explanation.explain(
            token: Array(token.utf8), policy: configuration.policies[policy], requiredScopes: requiredScopes,
            secondsSince1970: TestGate.now, configuration: configuration, keys: keys)
    }
}
