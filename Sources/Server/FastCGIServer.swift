internal import FastCGI
package import Posix
internal import Synchronization

/// Answers FastCGI requests on its listeners, with as many equal threads as it is told.
package final class FastCGIServer: Sendable {
    private let listeners: [ListenSocket]
    private let controls: [WorkerControl]
    private let shares: [WorkerCounters]
    private let makeBody: @Sendable (Int) -> @Sendable () -> Void
    private let startup: StartupGate
    private let threads = Mutex<[WorkerThread]>([])

    /// Prepares a server that does not accept yet.
    ///
    /// - Parameters:
    ///   - listeners: Where web servers connect to; removed from the file system at a drain when ours.
    ///   - workerCount: How many threads; one for each processor is right.
    ///   - limits: How much it takes upon itself.
    ///   - makeHandler: Makes one worker's handler, on that worker's thread.
    ///   - report: Hears what an operator should read; called on the workers' threads.
    /// - Throws: When there is no descriptor for a bell.
    package init<Handler: RequestHandler & SendableMetatype>(
        listeners: [ListenSocket], workerCount: Int, limits: ServerLimits = ServerLimits(),
        makeHandler: @escaping @Sendable () throws -> Handler,
        report: @escaping @Sendable (ServerEvent) -> Void
    ) throws(PosixError) {
        precondition(workerCount > 0, "a server has at least one worker")
        var controls: [WorkerControl] = []
        for _ in 0..<workerCount { controls.append(try WorkerControl()) }
        let shares = controls.map { _ in WorkerCounters() }
        let startup = StartupGate(bell: try Wakeup(), expecting: workerCount)
        self.listeners = listeners
        self.controls = controls
        self.shares = shares
        self.startup = startup
        self.makeBody = { [controls] index in
            {
                let worker: Worker<Handler>
                do {
                    worker = try Worker(
                        listeners: listeners, limits: limits,
                        mostConnections: limits.connectionsPerWorker * workerCount, handler: makeHandler(),
                        control: controls[index], counters: shares[index], report: report)
                    startup.arrived(nil)
                } catch {
                    startup.arrived(error)
                    return
                }
                do { try worker.run() } catch { fatalError("worker \(index) cannot go on: \(error)") }
            }
        }
    }

    /// What it has done so far.
    package var counters: ServerCounters {
        var sum = ServerCounters()
        for share in shares { share.add(to: &sum) }
        return sum
    }

    /// Starts the workers, and returns when every one of them accepts.
    ///
    /// - Throws: What a handler's making threw, or why there is no thread; the server cannot be used then.
    package func start() throws {
        try RequestHandle.prepareLibrary()
        // A peer that is gone is an answer that fails, not the end of the process.
        SignalSource.ignoreBrokenPipes()
        do {
            for index in controls.indices {
                let thread = try WorkerThread(name: "gatehouse-\(index)", body: makeBody(index))
                threads.withLock { $0.append(thread) }
            }
            try startup.wait()
        } catch {
            for control in controls { control.drain(by: MonotonicClock.now()) }
            join()
            throw error
        }
    }

    /// Puts every parked request to its handler again, as something it may wait for has changed.
    package func wake() {
        for control in controls { control.wake() }
    }

    /// Asks every worker for a sign of life, which comes between two requests; costs requests nothing.
    package func callRoll() {
        for control in controls { control.call() }
    }

    /// The workers that have not answered the last `callRoll()` yet, by number; none before the first.
    package var silentWorkers: [Int] {
        controls.indices.filter { !controls[$0].hasAnswered }
    }

    /// Stops accepting, answers what has come, and ends the workers; `join()` waits for that.
    ///
    /// - Parameter patience: After it, parked requests are put for the last time and the rest is closed.
    package func drain(within patience: Duration) {
        for listener in listeners { listener.removePath() }
        let deadline = MonotonicClock.now() + patience
        for control in controls { control.drain(by: deadline) }
    }

    /// Waits until all workers have ended.
    package func join() {
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
    }
}

/// Where a server waits for its workers' first steps.
private final class StartupGate: Sendable {
    private struct State {
        var missing: Int
        var error: (any Error)?
    }

    private let bell: Wakeup
    private let state: Mutex<State>

    init(bell: Wakeup, expecting count: Int) {
        self.bell = bell
        self.state = Mutex(State(missing: count))
    }

    /// One worker is ready, or never will be.
    func arrived(_ error: (any Error)?) {
        state.withLock { state in
            state.missing -= 1
            state.error = state.error ?? error
        }
        bell.ring()
    }

    /// Waits for all of them.
    func wait() throws {
        while true {
            let (missing, error) = state.withLock { ($0.missing, $0.error) }
            if missing == 0 {
                if let error { throw error }
                return
            }
            bell.wait()
        }
    }
}
