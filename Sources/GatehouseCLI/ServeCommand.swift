internal import ArgumentParser
internal import GatehouseCore

/// `gatehouse serve`: runs in the foreground until it is told to stop.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer requests until told to stop (SIGTERM).",
        discussion: """
            SIGHUP reads the configuration again, all of it or nothing. SIGUSR1 fetches all keys anew.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.read()
        do {
            let daemon = try Daemon(configuration, path: options.config)
            try daemon.run { addresses in
                Terminal.show("gatehouse: ready on \(addresses.joined(separator: ", "))")
            }
        } catch {
            Terminal.show(error)
            throw ExitCode(1)
        }
    }
}
