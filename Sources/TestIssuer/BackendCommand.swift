internal import ArgumentParser

/// Runs the demonstration's backend until it is killed.
struct BackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend", abstract: "Run a backend that answers with what it was sent, as JSON.")

    @Option(help: "The address to listen on; port 0 takes a free one.")
    var listen = ListenAddress(host: "127.0.0.1", port: 0)

    func run() async throws {
        try await LoopbackServer.run(at: listen, handler: EchoHandler())
    }
}
