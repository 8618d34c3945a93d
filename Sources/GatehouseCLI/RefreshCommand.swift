internal import ArgumentParser
internal import GatehouseCore

/// `gatehouse refresh`: has the running daemon fetch all keys anew.
struct RefreshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Have the running daemon fetch all keys anew.",
        discussion: """
            Finds the daemon by a unix socket in "listen" and sends it SIGUSR1; to be run as the daemon's user \
            or root. The daemon's log says what came of it.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.read()
        do throws(RunningDaemonError) {
            let daemon = try RunningDaemon(under: configuration)
            try daemon.refreshKeys()
            Terminal.show(
                "gatehouse: process \(daemon.processID) fetches all keys anew; its log says what comes")
        } catch {
            Terminal.show(error)
            Terminal.showError("gatehouse: hint: \(error.hint)")
            throw ExitCode(1)
        }
    }
}
