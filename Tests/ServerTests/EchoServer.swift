import Posix
import Server
import Synchronization
import TestSupport

/// Answers with the value of `ECHO`; parks a request that has `PARK` until its gate opens, and hangs at one that has
/// `HANG` until then.
final class EchoHandler: RequestHandler {
    private let state: EchoState

    init(_ state: EchoState) { self.state = state }

    func answer<Parameters: RequestParameters & ~Copyable>(
        _ request: borrowing Parameters, role: Role, attempt: Attempt
    ) -> Outcome {
        let text = Self.text(request, "ECHO") ?? "nothing"
        state.count(attempt)
        if Self.text(request, "HANG") != nil { hang() }
        if let patience = Self.text(request, "PARK").flatMap({ Int($0) }) {
            let isOpen = state.isOpen.load(ordering: .relaxed)
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

    /// Keeps the thread, as a system call that does not return would, for ten seconds at most.
    private func hang() {
        state.hanging.add(1, ordering: .relaxed)
        let end = MonotonicClock.now() + .seconds(10)
        while !state.isOpen.load(ordering: .relaxed), MonotonicClock.now() < end { Pause.forMilliseconds(1) }
    }
}

/// What a test and the handlers of its server share.
final class EchoState: Sendable {
    let isOpen = Atomic(false)
    let events = Mutex<[ServerEvent]>([])
    let idleCount = Atomic(0)
    private let first = Atomic(0)
    private let again = Atomic(0)
    private let last = Atomic(0)

    /// How many handlers hang, or have hung.
    let hanging = Atomic(0)

    /// How many requests were put for the first time, again, and for the last time.
    ///
    /// Numbers of their own, since ThreadSanitizer does not know that a `Mutex` of this toolchain locks.
    var attempts: [Int] {
        [first.load(ordering: .relaxed), again.load(ordering: .relaxed), last.load(ordering: .relaxed)]
    }

    func count(_ attempt: Attempt) {
        switch attempt {
        case .again: again.add(1, ordering: .relaxed)
        case .first: first.add(1, ordering: .relaxed)
        case .last: last.add(1, ordering: .relaxed)
        }
    }
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
