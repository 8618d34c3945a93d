internal import ArgumentParser
internal import TestTokens

/// Decides one batch, for callgrind to count the instructions of.
struct RepeatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat", abstract: "Decide one batch, for valgrind to look at.")

    @Argument(help: "The tokens' algorithm.")
    var algorithm: SigningAlgorithm

    @Argument(help: "Whether the cache has the answers: hit or miss.")
    var outcome: CacheOutcome

    @Option(help: "How many decisions the batch has.")
    var count = 200

    func run() throws {
        let workload = try Workload(algorithm, outcome, count: count)
        workload.startAfresh()
        if outcome == .hit { workload.prime() }
        // callgrind writes down what it has counted whenever the function is entered: the second time ends
        // the batch.
        workload.measuredDecisions()
        workload.measuredDecisions()
    }
}
