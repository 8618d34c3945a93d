internal import ArgumentParser

/// `gatehouse-test-issuer`: an OpenID provider and a backend, for the demonstration and the tests only.
@main
struct TestIssuer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse-test-issuer",
        abstract: "An OpenID provider for tests: it signs whatever it is asked to.",
        subcommands: [ServeCommand.self, BackendCommand.self, MintCommand.self],
        defaultSubcommand: ServeCommand.self)
}
