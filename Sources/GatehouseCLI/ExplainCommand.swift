internal import ArgumentParser
internal import GatehouseCore
internal import Posix

/// `gatehouse explain`: shows each step of the decision about a token.
struct ExplainCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json
        case text
    }

    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what the daemon would say to a token, step by step.",
        discussion: """
            Reads the token, or the whole header that a client sends, from standard input, never from an argument, \
            where others could see it. Exits with 0 when the token is let in, 1 when it is refused, 2 when there was no decision.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The policy.")
    var policy = "default"

    @Option(help: "Scopes that the location requires beyond the policy, separated by spaces.")
    var requireScope = ""

    @Option(help: "The time to judge at, in seconds since 1970; now, unless given.")
    var at: Int64?

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Fetch the issuers' keys; without it nobody is contacted.")
    var fetch = false

    /// What is no argument of this command.
    ///
    /// The parser's own error would repeat it, and it may well be a token.
    @Argument(help: .hidden) var surplus: [String] = []

    func validate() throws {
        guard surplus.isEmpty else {
            throw ValidationError("the token is read from standard input, and nothing else is an argument")
        }
        // The range in which no arithmetic on times can overflow, and then some.
        guard let at, !(0...253_402_300_799).contains(at) else { return }
        throw ValidationError("--at takes seconds from 0 to 253402300799, the year 9999")
    }

    func run() throws {
        let undecided = ExitCode(2)
        let configuration = try options.read(failingWith: undecided)
        guard let chosen = configuration.policies.first(where: { $0.name == policy }) else {
            let names = configuration.policies.map(\.name).joined(separator: ", ")
            Terminal.showError("gatehouse: error: \(options.config): no policy \"\(policy)\"")
            Terminal.showError("gatehouse: hint: choose one with --policy: \(names)")
            throw undecided
        }
        let explanation: Explanation
        do {
            let keys = try OfflineKeys(configuration, timeToFetch: fetch ? .seconds(15) : nil)
            for problem in keys.problems { Terminal.showError("gatehouse: warning: \(problem)") }
            explanation = try Explanation.explain(
                token: try Self.readToken(), policy: chosen,
                requiredScopes: requireScope.split(separator: " ").map(String.init), secondsSince1970: at,
                configuration: configuration, keys: keys)
        } catch {
            Terminal.show(error)
            throw undecided
        }
        let report = format == .json ? explanation.json : explanation.text(Terminal.style)
        StandardStream.output.write(Array(report.utf8))
        if explanation.isUndecided { throw undecided }
        if !explanation.isAllowed { throw ExitCode(1) }
    }

    /// The token on standard input, without the line's end.
    private static func readToken() throws -> [UInt8] {
        let longest = 65_536
        var token = try StandardInput.read(atMost: longest)
        while let last = token.last,
            last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") || last == UInt8(ascii: " ")
        {
            token.removeLast()
        }
        return token
    }
}
