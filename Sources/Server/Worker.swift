internal import FastCGI
internal import Posix
internal import Synchronization

/// One thread's work: accepts, admits, lets its handler decide, answers.
///
/// Used from one thread only. Its parts are in `Worker+Requests.swift` (what is done with bytes) and
/// `Worker+Connections.swift` (what is done with connections).
final class Worker<Handler: RequestHandler> {
    let listeners: [ListenSocket]
    let limits: ServerLimits
    let mostConnections: Int
    let handler: Handler
    let control: WorkerControl
    let counters: WorkerCounters
    let report: @Sendable (ServerEvent) -> Void

    let epoll: EpollSet
    let buffer = ReceiveBuffer(capacity: 1 << 16)
    let table = ConnectionTable()
    var request: RequestHandle

    /// When the events at hand were read.
    var now = MonotonicClock.now()

    /// When everything must have been answered; `nil` while the server runs.
    var drainDeadline: Duration?

    /// Until when nobody is accepted, because there was no descriptor left.
    var acceptPauseEnd: Duration?

    /// Whether a handler has been called since it was last told that there is nothing to do.
    var hasWorked = false

    /// When an event of each kind was reported last.
    var lastReports: [Int: Duration] = [:]

    private var mayHaveMore = false

    init(
        listeners: [ListenSocket], limits: ServerLimits, mostConnections: Int, handler: Handler,
        control: WorkerControl, counters: WorkerCounters, report: @escaping @Sendable (ServerEvent) -> Void
    ) throws {
        self.listeners = listeners
        self.limits = limits
        self.mostConnections = mostConnections
        self.handler = handler
        self.control = control
        self.counters = counters
        self.report = report
        self.request = try RequestHandle()
        self.epoll = try EpollSet()
        try epoll.add(control.bell.descriptor, for: .bytes, token: WorkerToken.bell)
        try watchListeners()
    }

    /// Works until the server is drained.
    ///
    /// - Throws: When the kernel refuses what cannot be done without; no request causes that.
    func run() throws(PosixError) {
        while true {
            let count = try epoll.wait(timeout: timeout())
            now = MonotonicClock.now()
            mayHaveMore = false
            for index in 0..<count { try handle(epoll.event(at: index)) }
            try expire()
            counters.parked.store(table.count(in: .parked), ordering: .relaxed)
            if let drainDeadline, try isDrained(by: drainDeadline) {
                if hasWorked { handler.idle() }
                return
            }
        }
    }

    /// How long to wait for events; tells the handler when that may be long.
    private func timeout() -> Duration? {
        if mayHaveMore { return .zero }
        if hasWorked {
            hasWorked = false
            handler.idle()
        }
        var first = table.firstDeadline
        if let acceptPauseEnd { first = min(first ?? acceptPauseEnd, acceptPauseEnd) }
        if let drainDeadline { first = min(first ?? drainDeadline, drainDeadline) }
        return first.map { $0 - now }
    }

    private func handle(_ event: EpollSet.Event) throws(PosixError) {
        if let index = WorkerToken.listenerIndex(event.token) {
            if drainDeadline == nil { mayHaveMore = try accept(from: listeners[index]) || mayHaveMore }
        } else if event.token == WorkerToken.bell {
            try follow(control.takeOrders())
        } else if let connection = table.connection(event.token) {
            if event.isHungUp, connection.state == .parked || connection.state == .lingering {
                close(connection)
            } else {
                _ = try receive(on: connection)
            }
        }
    }

    private func follow(_ orders: WorkerControl.Orders) throws(PosixError) {
        if orders.wake {
            for connection in table.all(in: .parked) { try putAgain(connection, attempt: .again) }
        }
        if let deadline = orders.drainDeadline, drainDeadline == nil {
            try beginDrain(by: deadline)
        }
    }

    /// Does what is due.
    private func expire() throws(PosixError) {
        if let end = acceptPauseEnd, end <= now {
            acceptPauseEnd = nil
            if drainDeadline == nil { try watchListeners() }
        }
        for state in Connection.State.allCases {
            while let connection = table.oldest(in: state), connection.deadline <= now {
                if state == .parked {
                    try putAgain(connection, attempt: .last)
                } else {
                    if state == .halfRequest { counters.overdue.add(1, ordering: .relaxed) }
                    close(connection)
                }
            }
        }
    }
}

/// The numbers of what is in a worker's epoll set; a connection's have the first bit clear.
enum WorkerToken {
    static let bell = UInt64.max

    static func listener(_ index: Int) -> UInt64 { 1 << 63 | UInt64(index) }

    static func listenerIndex(_ token: UInt64) -> Int? {
        token >> 63 == 1 && token != bell ? Int(token & 0xffff_ffff) : nil
    }
}
