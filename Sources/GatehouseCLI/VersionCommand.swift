internal import ArgumentParser
internal import GatehouseCore

/// `gatehouse version`: what this build is, and what it stands on.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the versions of Gatehouse and of the libraries in use.")

    func run() {
        for (name, version) in Version.components { Terminal.show("\(name) \(version)") }
    }
}
