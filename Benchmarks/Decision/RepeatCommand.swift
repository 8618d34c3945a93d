internal import ArgumentParser
internal import TestTokens

/// Decides one batch, for callgrind to count the instructions of.
struct RepeatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat", abstract: "Decide one batch, for valgrind to look at.")

    @Argument(help: "The tokens' algorithm.")
    var algorithm: SigningAlgorithm

    @Argument(help: "What the requests are: hit, miss or invalid.")
    var kind: RequestKind

    @Option(help: "How many decisions the batch has.")
    var count = 200

    func run() throws {
        let workload = try Workload(algorithm, kind, count: count)
        workload.startAfresh()
        if kind == .hit { workload.prime() }
        // callgrind writes down what it has counted whenever the function is entered: the second time ends
        // the batch.
        workload.measuredDecisions()
        workload.measuredDecisions()
    }
}
