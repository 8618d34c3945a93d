internal import CCurl

/// Fetches documents, many at a time, on the one thread that owns it.
///
/// Every transfer is bounded in time, size, redirects and connections (`TransferLimits`), verifies TLS 1.2 or later,
/// and ends in exactly one call of its completion. Names are resolved by libcurl's own threads, so that a slow
/// resolver holds up no other transfer.
package final class Transfers {
    private struct Job {
        let request: TransferRequest
        let origin: Origin
        let completion: (FinishedTransfer) -> Void
    }

    private let limits: TransferLimits
    private let userAgent: String
    private let multi: MultiHandle
    private var line: WaitingLine<Origin, Job>
    private var running: [Int: Transfer] = [:]

    /// Creates one without transfers.
    ///
    /// - Parameters:
    ///   - limits: What transfers may cost.
    ///   - userAgent: The `User-Agent` field, for example `gatehouse/1.0`.
    /// - Throws: `CurlError.libraryFailed` when libcurl cannot be used.
    package init(limits: TransferLimits = TransferLimits(), userAgent: String) throws(CurlError) {
        self.limits = limits
        self.userAgent = userAgent
        multi = try MultiHandle(limits: limits)
        line = WaitingLine(total: limits.transfers, perPlace: limits.transfersPerHost)
    }

    /// What other threads wake this one with.
    package var waker: TransferWaker { TransferWaker(multi) }

    /// Asks for one document; `completion` is called once, in a later `wait(for:)` or in `stop()`, on this thread.
    package func start(
        _ request: TransferRequest, completion: @escaping (FinishedTransfer) -> Void
    ) {
        guard let origin = Origin(of: request.url) else {
            let error = CurlError.malformedURL("it has no scheme and host")
            return completion(FinishedTransfer(result: .failure(error), elapsed: .zero))
        }
        line.append(Job(request: request, origin: origin, completion: completion), for: origin)
    }

    /// Moves all transfers on, and returns after `timeout`, a wake-up, or as soon as something moved.
    package func wait(for timeout: Duration) throws(CurlError) {
        begin()
        try multi.perform()
        guard try !finish() else { return }
        try multi.wait(milliseconds: CInt(clamping: timeout.wholeMilliseconds))
        try multi.perform()
        _ = try finish()
    }

    /// Ends every transfer with `CurlError.transferStopped`.
    package func stop() throws(CurlError) {
        let stopped = running.values
        running = [:]
        for transfer in stopped {
            try transfer.remove(from: multi)
            line.finished(at: transfer.origin)
            report(transfer, .failure(.transferStopped))
        }
        for job in line.removeAll() {
            job.completion(FinishedTransfer(result: .failure(.transferStopped), elapsed: .zero))
        }
    }

    /// Starts as many waiting jobs as the limits allow.
    private func begin() {
        while let job = line.next() {
            let now = ContinuousClock.now
            do throws(CurlError) {
                try add(job.request, job.origin, redirects: 0, started: now, completion: job.completion)
            } catch {
                line.finished(at: job.origin)
                job.completion(FinishedTransfer(result: .failure(error), elapsed: .zero))
            }
        }
    }

    private func add(
        _ request: TransferRequest, _ origin: Origin, redirects: Int, started: ContinuousClock.Instant,
        completion: @escaping (FinishedTransfer) -> Void
    ) throws(CurlError) {
        var limits = limits
        if let deadline = request.deadline { limits.deadline = deadline }
        let remaining = limits.deadline - started.duration(to: .now)
        guard remaining > .zero else { throw .deadlineExceeded(limits.deadline) }
        let transfer = try Transfer(
            request, origin: origin, redirects: redirects, started: started, remaining: remaining,
            limits: limits, userAgent: userAgent, completion: completion)
        try transfer.add(to: multi)
        running[transfer.identity] = transfer
    }

    /// Reports the transfers that have ended; returns whether there were any.
    private func finish() throws(CurlError) -> Bool {
        var any = false
        while let (identity, code) = multi.nextFinished() {
            guard let transfer = running.removeValue(forKey: identity) else { continue }
            any = true
            let outcome = transfer.outcome(code)
            let target = transfer.redirectTarget
            try transfer.remove(from: multi)
            do throws(CurlError) {
                if case .success = outcome, let target {
                    try follow(target, after: transfer)
                    continue
                }
                line.finished(at: transfer.origin)
                report(transfer, outcome)
            } catch {
                line.finished(at: transfer.origin)
                report(transfer, .failure(error))
            }
        }
        return any
    }

    /// Follows a redirect that stays within the scheme, host and port; it keeps the transfer's place in the line.
    private func follow(_ target: String, after transfer: Transfer) throws(CurlError) {
        guard let origin = Origin(of: target), origin == transfer.origin else {
            throw .redirectRefused(
                to: CurlError.printable(Origin(of: target)?.description ?? "no usable URL"))
        }
        guard transfer.redirects < limits.redirects else { throw .redirectsExceeded(limit: limits.redirects) }
        var request = transfer.request
        request.url = target
        try add(
            request, origin, redirects: transfer.redirects + 1, started: transfer.started,
            completion: transfer.completion)
    }

    private func report(_ transfer: Transfer, _ result: Result<TransferResponse, CurlError>) {
        let elapsed = transfer.started.duration(to: .now)
        transfer.completion(FinishedTransfer(result: result, elapsed: elapsed))
    }

    deinit {
        // libcurl wants handles out before they and the multi handle are freed.
        for transfer in running.values { try? transfer.remove(from: multi) }
    }
}
