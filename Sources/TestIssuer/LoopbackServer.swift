internal import FlyingFox
internal import FlyingSocks
internal import Foundation

/// Runs one HTTP handler and says when it is ready.
enum LoopbackServer {
    /// Serves until the process is killed; prints `ready http://HOST:PORT` once connections are accepted.
    ///
    /// - Parameters:
    ///   - address: Where to listen; port 0 takes a free one.
    ///   - handler: What answers.
    ///   - onListening: Told the base URL before the line is printed.
    /// - Throws: What the socket calls throw, such as a port in use.
    static func run(
        at address: ListenAddress, handler: some HTTPHandler,
        onListening: @Sendable @escaping (String) async -> Void = { _ in }
    ) async throws {
        let server = HTTPServer(
            address: try .inet(ip4: address.host, port: address.port), timeout: 60, logger: .disabled,
            handler: handler)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                try await server.waitUntilListening()
                guard case .ip4(let host, let port) = await server.listeningAddress else { return }
                let baseURL = "http://\(host):\(port)"
                await onListening(baseURL)
                FileHandle.standardOutput.write(Data("ready \(baseURL)\n".utf8))
            }
            try await group.waitForAll()
        }
    }
}
