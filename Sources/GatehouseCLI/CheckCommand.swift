internal import ArgumentParser
internal import GatehouseCore

/// `gatehouse check`: says everything that is wrong with a configuration, and with nginx's.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration, and show all problems at once.",
        discussion: """
            With --nginx, looks for known traps in a configuration of nginx and all that it includes; with --config \
            as well, also for those that depend on the policies.
            """)

    @Option(name: .shortAndLong, help: "The configuration file.")
    var config: String?

    @Option(help: "A configuration file of nginx: nginx.conf, or one that it includes in \"http\".")
    var nginx: String?

    @Flag(help: "Fetch the keys of all issuers too.")
    var fetch = false

    func validate() throws {
        if config == nil, nginx == nil {
            throw ValidationError("Missing expected argument '--config <config>'")
        }
        if config == nil, fetch { throw ValidationError("'--fetch' needs '--config <config>'") }
    }

    func run() throws {
        var configuration: Configuration?
        var isFine = true
        if let config {
            configuration = try Self.read(config, fetch: fetch)
            isFine = configuration != nil
        }
        if let nginx { isFine = Self.check(nginx: nginx, configuration) && isFine }
        guard isFine else { throw ExitCode(1) }
    }

    /// Reads Gatehouse's own configuration and its keys.
    ///
    /// - Returns: The configuration, or `nil` when something was wrong; everything has been said then.
    private static func read(_ file: String, fetch: Bool) throws -> Configuration? {
        let reading = ConfigurationFile.load(path: file)
        for problem in reading.problems { Terminal.showError(problem.report) }
        guard let configuration = reading.configuration else { return nil }
        let problems: [String]
        do {
            problems = try OfflineKeys(configuration, timeToFetch: fetch ? .seconds(15) : nil).problems
        } catch {
            Terminal.show(error)
            throw ExitCode(1)
        }
        for problem in problems { Terminal.showError("gatehouse: error: \(file): \(problem)") }
        guard problems.isEmpty else { return nil }
        let policies = configuration.policies.count
        let issuers = configuration.issuers.count
        Terminal.show(
            "\(file): fine, \(policies) \(policies == 1 ? "policy" : "policies"), "
                + "\(issuers) \(issuers == 1 ? "issuer" : "issuers")")
        return configuration
    }

    private static func check(nginx file: String, _ configuration: Configuration?) -> Bool {
        let check = NginxCheck(file: file, configuration: configuration)
        for problem in check.problems { Terminal.showError(problem.report) }
        guard !check.hasErrors else { return false }
        let count = check.protectedLocationCount
        Terminal.show("\(file): fine, \(count) protected \(count == 1 ? "location" : "locations")")
        return true
    }
}
