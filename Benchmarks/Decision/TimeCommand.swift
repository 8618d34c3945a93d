internal import ArgumentParser
internal import Posix
internal import TestTokens

/// Prints nanoseconds per decision and per check of a signature alone, as one JSON object a line.
struct TimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time", abstract: "Print nanoseconds per decision.")

    @Option(help: "How many batches; the figure is their median.")
    var batches = 25

    @Option(help: "How many decisions a batch has.")
    var count = 400

    func run() throws {
        for algorithm in [SigningAlgorithm.rs256, .es256, .edDSA] {
            for kind in RequestKind.allCases { try measure(algorithm, kind) }
            let figures: TestJSON = [
                "algorithm": .string(algorithm.rawValue),
                "signatureAlone": .integer(
                    try BareCheck(algorithm).nanoseconds(batches: batches, count: count)),
            ]
            print(figures.text)
        }
    }

    private func measure(_ algorithm: SigningAlgorithm, _ kind: RequestKind) throws {
        let workload = try Workload(algorithm, kind, count: count)
        var times: [Int64] = []
        for _ in 0..<batches {
            workload.startAfresh()
            if kind == .hit { workload.prime() }
            let start = MonotonicClock.nanoseconds()
            workload.measuredDecisions()
            times.append((MonotonicClock.nanoseconds() - start) / Int64(count))
        }
        times.sort()
        let figures: TestJSON = [
            "algorithm": .string(algorithm.rawValue), "kind": .string(kind.rawValue),
            "nanoseconds": .integer(times[times.count / 2]), "least": .integer(times[0]),
            "most": .integer(times[times.count - 1]),
        ]
        print(figures.text)
    }
}
