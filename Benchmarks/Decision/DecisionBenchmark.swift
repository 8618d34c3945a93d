internal import ArgumentParser
internal import TestTokens

/// `decision-benchmark`: what one decision costs inside the daemon, without sockets and without libfcgi.
@main
struct DecisionBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decision-benchmark",
        abstract: "Measures the daemon's decisions in process.",
        subcommands: [TimeCommand.self, RepeatCommand.self],
        defaultSubcommand: TimeCommand.self)
}

extension SigningAlgorithm: ExpressibleByArgument {}
extension RequestKind: ExpressibleByArgument {}
