internal import Posix
internal import Synchronization

/// How a server speaks to one of its workers.
final class WorkerControl: Sendable {
    /// What a worker has been told since it looked last.
    struct Orders {
        /// Something changed that parked requests may be waiting for.
        var wake = false

        /// Accept no more, and have answered everything by then.
        var drainDeadline: Duration?
    }

    /// Rings when there are orders.
    let bell: Wakeup

    private let orders = Mutex(Orders())
    private let isCalled = Atomic(false)

    init() throws(PosixError) {
        self.bell = try Wakeup()
    }

    /// Asks for a sign of life; taking its orders is the worker's answer.
    func call() {
        isCalled.store(true, ordering: .relaxed)
        bell.ring()
    }

    /// Whether the worker has answered the last `call()`, or was never called.
    var hasAnswered: Bool { !isCalled.load(ordering: .relaxed) }

    /// Tells the worker to put its parked requests again.
    func wake() {
        orders.withLock { $0.wake = true }
        bell.ring()
    }

    /// Tells the worker to come to an end by `deadline`.
    func drain(by deadline: Duration) {
        orders.withLock { $0.drainDeadline = deadline }
        bell.ring()
    }

    /// Reads the orders and silences the bell.
    func takeOrders() -> Orders {
        // Silenced first: an order that comes in between rings again.
        bell.clear()
        isCalled.store(false, ordering: .relaxed)
        return orders.withLock { orders in
            defer { orders.wake = false }
            return orders
        }
    }
}
