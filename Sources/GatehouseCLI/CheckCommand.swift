internal import ArgumentParser
internal import GatehouseCore

/// `gatehouse check`: says everything that is wrong with a configuration.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration, and show all problems at once.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Fetch the keys of all issuers too.")
    var fetch = false

    func run() throws {
        let configuration = try options.read()
        let problems: [String]
        do {
            problems = try OfflineKeys(configuration, timeToFetch: fetch ? .seconds(15) : nil).problems
        } catch {
            Terminal.show(error)
            throw ExitCode(1)
        }
        for problem in problems { Terminal.showError("gatehouse: error: \(options.config): \(problem)") }
        guard problems.isEmpty else { throw ExitCode(1) }
        let policies = configuration.policies.count
        let issuers = configuration.issuers.count
        Terminal.show(
            "\(options.config): fine, \(policies) \(policies == 1 ? "policy" : "policies"), "
                + "\(issuers) \(issuers == 1 ? "issuer" : "issuers")")
    }
}
