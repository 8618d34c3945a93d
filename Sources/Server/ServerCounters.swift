internal import Synchronization

/// What a server has done so far.
package struct ServerCounters: Hashable, Sendable {
    /// Connections accepted.
    package var accepted = 0

    /// Requests put to a handler, each once.
    package var requests = 0

    /// Connections that are open now and wait for something.
    package var open = 0

    /// Requests that are parked now, until something they wait for has changed.
    package var parked = 0

    /// Requests and connections that no handler heard of, because admission turned them down.
    package var refusedByAdmission = 0

    /// Connections closed because a request did not come whole in time.
    package var overdue = 0

    /// Connections closed because there were too many.
    package var displaced = 0

    /// Nothing done yet.
    package init() {}
}

/// One worker's share of the counters, written by that worker alone.
final class WorkerCounters: Sendable {
    let accepted = Atomic(0)
    let requests = Atomic(0)
    let open = Atomic(0)
    let parked = Atomic(0)
    let refusedByAdmission = Atomic(0)
    let overdue = Atomic(0)
    let displaced = Atomic(0)

    /// Adds this share to `sum`.
    func add(to sum: inout ServerCounters) {
        sum.accepted += accepted.load(ordering: .relaxed)
        sum.requests += requests.load(ordering: .relaxed)
        sum.open += open.load(ordering: .relaxed)
        sum.parked += parked.load(ordering: .relaxed)
        sum.refusedByAdmission += refusedByAdmission.load(ordering: .relaxed)
        sum.overdue += overdue.load(ordering: .relaxed)
        sum.displaced += displaced.load(ordering: .relaxed)
    }
}
