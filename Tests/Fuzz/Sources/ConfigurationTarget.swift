internal import GatehouseCore

/// The text of a configuration file.
enum ConfigurationTarget {
    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        let reading = ConfigurationReader.read(yaml: text, file: "gatehouse.yaml") { path in
            switch path.utf8.count % 4 {
            case 0: .readable
            case 1: .readableByEveryone
            case 2: .missing
            default: .unreadable
            }
        }
        let hasErrors = reading.problems.contains { $0.severity == .error }
        precondition((reading.configuration == nil) == hasErrors, "neither a configuration nor an error")
        for problem in reading.problems { precondition(!problem.report.isEmpty, "a problem without words") }
    }
}
