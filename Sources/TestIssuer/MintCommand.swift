internal import ArgumentParser
internal import Foundation
internal import OpenSSL
internal import TestTokens

/// Writes a key set and many tokens into files, for `make bench`.
///
/// The directory gets `jwks.json`, and for each algorithm `ALGORITHM.tokens` with one token a line, and
/// `ALGORITHM.broken` with the same tokens and wrong signatures.
struct MintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint", abstract: "Write a key set and many tokens of one user each, for measurements.")

    @Option(help: "How many tokens of an algorithm, as RS256:1000; for each algorithm.")
    var tokens: [TokenCount]

    @Option(help: "The issuer to name in the tokens.")
    var issuer = "https://issuer.example"

    @Option(help: "How long the tokens are good, in seconds.")
    var lifetime: Int64 = 86_400

    @Option(help: "How many keys the set has beside those that sign.")
    var otherKeys = 0

    @Argument(help: "The directory to write into.", completion: .directory)
    var directory: String

    func run() async throws {
        var keys: [SigningKey] = []
        for count in tokens {
            let name = count.algorithm.rawValue.lowercased() + "-1"
            let key = try SigningKey.generate(count.algorithm, identifier: name)
            keys.append(key)
            let press = TokenPress(
                key: key, issuer: issuer, audience: TokenEndpoint.audience, now: IssuerHandler.now(),
                lifetime: lifetime)
            let pages = try await press.pages(tokenCount: count.count)
            try write(pages.map(\.tokens), to: "\(count.algorithm.rawValue).tokens")
            try write(pages.map(\.broken), to: "\(count.algorithm.rawValue).broken")
        }
        for number in 0..<otherKeys {
            keys.append(try SigningKey.generate(.es256, identifier: "other-\(number)"))
        }
        try write([try SigningKey.set(keys).text], to: "jwks.json")
    }

    private func write(_ texts: [String], to name: String) throws {
        let file = URL(filePath: directory).appending(path: name)
        try Data(texts.joined().utf8).write(to: file, options: .atomic)
    }
}

/// How many tokens of which algorithm, as `RS256:1000` on the command line.
struct TokenCount: ExpressibleByArgument {
    let algorithm: SigningAlgorithm
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: ":")
        guard parts.count == 2, let algorithm = SigningAlgorithm(rawValue: String(parts[0])),
            let count = Int(parts[1]), (0...1_000_000).contains(count)
        else { return nil }
        self.algorithm = algorithm
        self.count = count
    }
}
