internal import ArgumentParser

/// Runs the issuer until it is killed.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the issuer (the default).")

    @Option(help: "The address to listen on; port 0 takes a free one.")
    var listen = ListenAddress(host: "127.0.0.1", port: 0)

    @Option(help: "The issuer to name in the discovery document and in tokens; default: the address.")
    var issuer: String?

    @Option(help: "The URL of a server before this one, for the documents; default: the address.")
    var publicURL: String?

    func run() async throws {
        let state = IssuerState(issuer: issuer, keys: try KeyRing())
        try await LoopbackServer.run(at: listen, handler: IssuerHandler(state: state)) { baseURL in
            await state.listen(at: publicURL ?? baseURL)
        }
    }
}
