internal import Server
internal import Synchronization

/// Lets the keys' thread wake requests of a server that is made after the keys are.
final class ParkedRequestWaker: Sendable {
    private let target = Mutex<FastCGIServer?>(nil)

    /// The server whose requests are woken; none until it is there, and none are parked until then.
    var server: FastCGIServer? {
        get { target.withLock { $0 } }
        set { target.withLock { $0 = newValue } }
    }

    func wake() {
        server?.wake()
    }
}
