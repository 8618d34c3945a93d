import Posix
import Server
import Synchronization
import TestSupport

/// Answers with the value of `ECHO`; parks a request that has `PARK` until its gate opens.
final class EchoHandler: RequestHandler {
    private let state: EchoState

    init(_ state: EchoState) { self.state = state }

    func answer<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, role: Role, attempt: Attempt
    ) -> Outcome {
        let text = Self.text(request, "ECHO") ?? "nothing"
        state.attempts.withLock { $0.append(attempt) }
        if let patience = Self.text(request, "PARK").flatMap({ Int($0) }) {
            let isOpen = state.isOpen.withLock { $0 }
            if Self.text(request, "STUBBORN") != nil { return .park(patience: .milliseconds(patience)) }
            if !isOpen, attempt != .last { return .park(patience: .milliseconds(patience)) }
            return .answer(Array("\(isOpen ? "open" : "late") \(text)".utf8))
        }
        if let count = Self.text(request, "REPEAT").flatMap({ Int($0) }) {
            return .answer([UInt8](repeating: UInt8(ascii: "x"), count: count))
        }
        return .answer(Array("\(role) \(text)".utf8))
    }

    func idle() {
        state.idleCount.add(1, ordering: .relaxed)
    }

    private static func text<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, _ name: String
    ) -> String? {
        guard let value = request.value(of: ParameterName(name)) else { return nil }
        return String(decoding: value.indices.map { value[$0] }, as: UTF8.self)
    }
}

/// What a test and the handlers of its server share.
final class EchoState: Sendable {
    let isOpen = Mutex(false)
    let attempts = Mutex<[Attempt]>([])
    let events = Mutex<[ServerEvent]>([])
    let idleCount = Atomic(0)
}

/// A running server on a Unix socket of its own.
final class EchoServer: Sendable {
    let directory = SocketDirectory()
    let state = EchoState()
    let server: FastCGIServer
    let address: ListenAddress

    init(
        workers: Int = 2, limits: ServerLimits = ServerLimits(), on address: ListenAddress? = nil
    ) throws {
        let listener = try ListenSocket(
            listeningAt: address ?? .unix(path: "\(directory.path)/s"), mode: 0o600)
        self.address = listener.address
        self.server = try FastCGIServer(
            listeners: [listener], workerCount: workers, limits: limits,
            makeHandler: { [state] in EchoHandler(state) },
            report: { [state] event in state.events.withLock { $0.append(event) } })
        try server.start()
    }

    func stop(within patience: Duration = .seconds(5)) {
        server.drain(within: patience)
        server.join()
    }

    /// Sends `bytes` on a connection of their own and hears everything until the end.
    func ask(_ bytes: [UInt8], endSending: Bool = false) throws -> [Heard]? {
        let client = try SocketClient(address)
        client.send(bytes)
        if endSending { client.endSending() }
        return client.receiveAll().flatMap { Heard.records(in: $0) }
    }

    deinit { stop(within: .zero) }
}
