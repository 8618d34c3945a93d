internal import Foundation
internal import Synchronization

/// Accepts the connections to a free port of 127.0.0.1, for servers that run inside the tests.
///
/// It ends with whoever holds it.
final class AcceptLoop: Sendable {
    private let listener: LoopbackListener
    private let isStopped = Atomic(false)

    /// Listens, and accepts nobody yet.
    init() throws {
        listener = try LoopbackListener()
    }

    /// The port it listens on.
    var port: UInt16 { listener.port }

    /// Begins to accept, and serves each connection on a thread of its own.
    ///
    /// - Parameter serve: Must not hold the loop, which would never end then.
    func start(serving serve: @escaping @Sendable (SocketClient) -> Void) {
        let thread = Thread { [listener, weak self] in
            while self?.isStopped.load(ordering: .acquiring) == false {
                guard let socket = listener.accept(within: .milliseconds(100)) else { continue }
                let thread = Thread { serve(socket) }
                thread.start()
            }
        }
        thread.start()
    }

    /// Accepts no more connections.
    func stop() {
        isStopped.store(true, ordering: .releasing)
    }
}
