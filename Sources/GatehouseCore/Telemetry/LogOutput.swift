internal import Posix
internal import Synchronization

/// A log's way out: takes whole lines from any thread at once, and writes them on a thread of its own.
///
/// Nobody who decides requests ever waits for a disk or for the reader of a pipe. Lines wait here while nothing can be
/// written, within bounds; beyond them, new lines are dropped and counted. What was begun is ended before anything
/// else is written, so that no line is ever torn.
package final class LogOutput: Sendable {
    /// What an output has done so far.
    struct Counts: Hashable, Sendable {
        /// Lines that were written.
        var written = 0

        /// Lines that were not, because too many waited already or nothing could be written to the end.
        var dropped = 0

        /// Times that a write failed.
        var failures = 0
    }

    /// Something about an output that an operator should read.
    enum Event: Hashable, Sendable {
        /// Nothing can be written at present.
        case failed(reason: String)
        /// The file could not be opened again; the old one is written on.
        case notReopened(reason: String)
        /// Lines can be written again.
        case recovered(dropped: Int)
    }

    private struct State {
        var lines: [UInt8] = []
        var isWriterAsleep = false
        var isReopening = false
        var isEnding = false
        var counts = Counts()
    }

    /// Where its lines go.
    let sink: LogSink

    private let limit: Int
    private let onEvent: @Sendable (Event) -> Void
    private let state = Mutex(State())
    private let bell: Wakeup
    private let ended: Wakeup
    private let isEnded = Atomic(false)
    private let thread = Mutex<WorkerThread?>(nil)

    /// Held by the writing thread alone, also while it waits for the sink.
    private let writer: Mutex<LogWriter>

    /// Opens the sink and starts to write.
    ///
    /// - Parameters:
    ///   - sink: Where lines go.
    ///   - limit: How many bytes may wait, before those that are being written.
    ///   - onEvent: Told when writing fails and when it succeeds again, on the writing thread.
    /// - Throws: When the sink cannot be opened, or there is no thread.
    init(
        _ sink: LogSink, limit: Int = 4 << 20, onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws(PosixError) {
        self.sink = sink
        self.limit = limit
        self.onEvent = onEvent
        bell = try Wakeup()
        ended = try Wakeup()
        writer = Mutex(LogWriter(try sink.open()))
        let started = try WorkerThread(name: "gatehouse-log") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// What it has done so far.
    var counts: Counts { state.withLock(\.counts) }

    /// Takes whole lines, or drops them when too many wait; never waits itself.
    ///
    /// - Parameters:
    ///   - lines: Lines, each with its line feed.
    ///   - count: How many they are.
    func append(_ lines: [UInt8], count: Int) {
        let wakes = state.withLock { state in
            guard !state.isEnding, state.lines.count + lines.count <= limit else {
                state.counts.dropped += count
                return false
            }
            state.lines += lines
            defer { state.isWriterAsleep = false }
            return state.isWriterAsleep
        }
        if wakes { bell.ring() }
    }

    /// Has the file opened anew, after it was moved away.
    func reopen() {
        state.withLock { $0.isReopening = true }
        bell.ring()
    }

    /// Writes what waits and ends; lines that come later are dropped.
    ///
    /// - Parameter milliseconds: How long that may take; what cannot be written by then is lost.
    package func end(within milliseconds: Int32 = 2_000) {
        state.withLock { $0.isEnding = true }
        bell.ring()
        let deadline = MonotonicClock.now() + .milliseconds(milliseconds)
        while !isEnded.load(ordering: .acquiring) {
            guard MonotonicClock.now() < deadline else { return }
            ended.wait(milliseconds: 50)
        }
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }?.join()
    }

    // MARK: The writing thread

    private enum Order {
        case continueWriting
        case end
        case reopen
        case sleep
        case write([UInt8])
    }

    private func run() {
        var hasFailed = false
        while true {
            switch nextOrder(hasRest: writer.withLock { !$0.isIdle }) {
            case .end:
                account(LogWriter.Result(dropped: writer.withLock { $0.drop() }))
                isEnded.store(true, ordering: .releasing)
                ended.ring()
                return
            case .reopen:
                reopenSink()
                continue
            case .sleep:
                bell.wait()
                continue
            case .continueWriting:
                break
            case .write(let lines):
                writer.withLock { $0.take(lines) }
            }
            let result = writer.withLock { $0.write() }
            account(result)
            report(result.error, hasFailed: &hasFailed)
            // Lines of the next moments are written together, and nobody needs to ring for them.
            bell.wait(milliseconds: result.error == nil ? Self.pause : Self.retryPause)
        }
    }

    /// What to do next: the rest of what was begun goes first.
    private func nextOrder(hasRest: Bool) -> Order {
        state.withLock { state in
            if state.isReopening {
                state.isReopening = false
                return .reopen
            }
            if !state.lines.isEmpty || hasRest {
                // What fails now fails for good, since nobody waits for another try.
                if state.isEnding, hasRest {
                    state.counts.dropped += LogWriter.lineCount(state.lines[...])
                    state.lines = []
                    return .end
                }
                if hasRest { return .continueWriting }
                defer { state.lines = [] }
                return .write(state.lines)
            }
            guard !state.isEnding else { return .end }
            state.isWriterAsleep = true
            return .sleep
        }
    }

    private func reopenSink() {
        do throws(PosixError) {
            let dropped = try writer.withLock { writer throws(PosixError) in
                writer.replaceSink(with: try sink.open())
            }
            account(LogWriter.Result(dropped: dropped))
        } catch {
            onEvent(.notReopened(reason: "\(error)"))
        }
    }

    private func account(_ result: LogWriter.Result) {
        state.withLock { state in
            state.counts.written += result.written
            state.counts.dropped += result.dropped
            if result.error != nil { state.counts.failures += 1 }
        }
    }

    /// Tells of the first failure of several, and of their end.
    private func report(_ error: PosixError?, hasFailed: inout Bool) {
        switch (error, hasFailed) {
        case (let error?, false):
            hasFailed = true
            onEvent(.failed(reason: "\(error)"))
        case (nil, true):
            hasFailed = false
            onEvent(.recovered(dropped: counts.dropped))
        case (nil, false), (_?, true):
            break
        }
    }

    private static let pause: Int32 = 5
    private static let retryPause: Int32 = 500
}

extension LogOutput.Event: CustomStringConvertible {
    package var description: String {
        switch self {
        case .failed(let reason): "the audit log cannot be written: \(reason)"
        case .notReopened(let reason):
            "the audit log cannot be opened again, the old file is written on: \(reason)"
        case .recovered(let dropped):
            "the audit log is written again; lines dropped since the start: \(dropped)"
        }
    }
}
