package import JOSE
import Synchronization

/// The keys of every issuer, shared by the workers that read them and the one thread that fetches them.
///
/// Workers compare `generation` with that of their copy, which takes no lock, and copy the snapshot out when it has
/// moved. The driving thread asks `next(now:)` for work, does it, and answers with `completed(…)`; nothing is done
/// under the lock but the steps of pure state machines.
package final class KeyStore: Sendable {
    private struct State {
        var issuers: [IssuerState]
        var snapshot: KeySnapshot
        var wakeDriver: (@Sendable () -> Void)?
    }

    private let configurations: [IssuerKeyConfiguration]
    private let random: @Sendable () -> Double
    private let state: Mutex<State>
    private let latest: Atomic<UInt64>

    /// Creates a store; issuers with fixed keys are available at once, the others pending.
    ///
    /// - Parameters:
    ///   - issuers: The configuration; an issuer's index in it is its name in all calls.
    ///   - previous: The store of the configuration before. An issuer that is reached in the same way keeps what was
    ///     fetched for it, so that a reload asks nobody and refuses nobody.
    ///   - now: The time.
    ///   - random: Numbers from 0 up to, not including, 1, for spreading fetches.
    package init(
        issuers: [IssuerKeyConfiguration], inheriting previous: KeyStore? = nil, now: MonotonicTime,
        random: @escaping @Sendable () -> Double
    ) {
        configurations = issuers
        self.random = random
        let inherited = previous?.remoteIssuers ?? [:]
        let states = issuers.enumerated().map { index, configuration in
            IssuerState(
                index: index, configuration: configuration,
                inheriting: configuration.binding.flatMap { inherited[$0] }, now: now)
        }
        let generation = (previous?.generation ?? 0) + 1
        let snapshot = KeySnapshot(generation: generation, issuers: states)
        state = Mutex(State(issuers: states, snapshot: snapshot))
        latest = Atomic(generation)
    }

    // MARK: Workers

    /// The generation of the latest snapshot.
    package var generation: UInt64 { latest.load(ordering: .acquiring) }

    /// Copies out the latest snapshot.
    package func snapshot() -> KeySnapshot {
        state.withLock { $0.snapshot }
    }

    /// How long a request may wait for the issuer's keys.
    package func keyWait(ofIssuer issuer: Int) -> Duration {
        configurations[issuer].timing.keyWait
    }

    /// Decides about a request whose key the issuer's keys do not hold.
    ///
    /// At most one fetch comes of it however many ask, and none while a cooldown runs. A request that was told to
    /// wait is judged again when `KeyWork.releasesWaiting` says so, or when its own wait is over.
    ///
    /// - Parameters:
    ///   - keyID: The token's `kid`, or `nil` when it has none and no key fits. Chosen by the client.
    ///   - issuer: The issuer's index.
    ///   - now: The time.
    /// - Returns: Whether to wait or to answer that the key is unknown.
    package func unknownKeyID(_ keyID: String?, issuer: Int, now: MonotonicTime) -> KeyWait {
        let (answer, wake) = state.withLock { state in
            let (answer, startsFetch) = state.issuers[issuer].ask(keyID, now: now)
            return (answer, startsFetch ? state.wakeDriver : nil)
        }
        wake?()
        return answer
    }

    // MARK: Status

    /// How every issuer is doing.
    package func status() -> [IssuerStatus] {
        state.withLock { $0.issuers.map(\.status) }
    }

    /// Fetches and reads everything again as soon as possible, because an operator asked for it.
    package func refresh(now: MonotonicTime) {
        let wake = state.withLock { state in
            for index in state.issuers.indices { state.issuers[index].refresh(now: now) }
            return state.wakeDriver
        }
        wake?()
    }

    // MARK: The driving thread

    /// Sets what wakes the driving thread when a worker's request is cause for a fetch.
    package func setDriverWaker(_ wake: (@Sendable () -> Void)?) {
        state.withLock { $0.wakeDriver = wake }
    }

    /// Takes the work that is due, and says when to ask again.
    package func next(now: MonotonicTime) -> KeyWork {
        state.withLock { state in
            var work = KeyWork()
            var publishes = false
            for index in state.issuers.indices {
                let effects = state.issuers[index].next(now: now, into: &work)
                publishes = publishes || effects.publishes
                gather(effects, issuer: index, into: &work)
            }
            if publishes { publish(&state) }
            let deadline = state.issuers.map(\.deadline).min() ?? MonotonicTime(milliseconds: .max)
            work.deadline = deadline.milliseconds == .max ? nil : deadline
            return work
        }
    }

    /// Takes the first look at every issuer's files, so that they can be read before the first request.
    package func initialFileChecks(now: MonotonicTime) -> [FileCheck] {
        state.withLock { state in
            state.issuers.indices.compactMap { state.issuers[$0].nextFileCheck(now: now) }
        }
    }

    /// Takes in how a transfer ended.
    package func completed(
        _ request: FetchRequest, with result: Result<FetchResponse, FetchFailure>, now: MonotonicTime
    ) -> KeyWork {
        let fetched = FetchedDocument(result, of: request, configurations[request.issuer])
        let random = random()
        return step(issuer: request.issuer) { $0.completed(request, fetched, now: now, random: random) }
    }

    /// Takes in what a look at files showed.
    package func completed(_ check: FileCheck, with result: FileCheckResult, now: MonotonicTime) -> KeyWork {
        step(issuer: check.issuer) { $0.completed(result, now: now) }
    }

    /// Takes over archived keys for an issuer that has none yet.
    ///
    /// - Parameters:
    ///   - bytes: The archive's file.
    ///   - issuer: The issuer's index.
    ///   - date: The host's date; archives outlive the monotonic clock.
    ///   - now: The time.
    /// - Returns: What to report; a damaged or foreign archive is an event and changes nothing.
    package func restore(_ bytes: [UInt8], issuer: Int, date: UnixTime, now: MonotonicTime) -> KeyWork {
        let configuration = configurations[issuer]
        do throws(UnusableArchive) {
            let archived = try KeyArchive.decode(bytes, for: configuration)
            let age = try Self.age(of: archived, configuration, date: date)
            return step(issuer: issuer) { $0.restore(archived, age: age, now: now) }
        } catch {
            var work = KeyWork()
            let kind = KeyEvent.Kind.archiveRejected(reason: "\(error)")
            work.events = [KeyEvent(issuer: configuration.name, kind: kind)]
            return work
        }
    }

    /// The issuers whose keys are archived, by index, with their names.
    package var archivedIssuers: [(index: Int, name: String)] {
        configurations.enumerated().filter { $0.element.binding != nil }.map { ($0.offset, $0.element.name) }
    }

    // MARK: Steps

    private func step(issuer: Int, _ change: (inout IssuerState) -> KeyEffects) -> KeyWork {
        state.withLock { state in
            var work = KeyWork()
            let effects = change(&state.issuers[issuer])
            if effects.publishes { publish(&state) }
            gather(effects, issuer: issuer, into: &work)
            return work
        }
    }

    private func gather(_ effects: KeyEffects, issuer: Int, into work: inout KeyWork) {
        let name = configurations[issuer].name
        work.events += effects.events.map { KeyEvent(issuer: name, kind: $0) }
        work.releasesWaiting = work.releasesWaiting || effects.releasesWaiting
        if let entry = effects.archiveEntry { work.archiveEntries.append(entry) }
    }

    private func publish(_ state: inout State) {
        let generation = state.snapshot.generation + 1
        state.snapshot = KeySnapshot(generation: generation, issuers: state.issuers)
        latest.store(generation, ordering: .releasing)
    }

    private var remoteIssuers: [String: RemoteIssuer] {
        let issuers = state.withLock { $0.issuers }
        let pairs = zip(configurations, issuers).compactMap { configuration, issuer in
            issuer.remote.flatMap { remote in configuration.binding.map { ($0, remote) } }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func age(
        of archived: ArchivedKeys, _ configuration: IssuerKeyConfiguration, date: UnixTime
    ) throws(UnusableArchive) -> Duration {
        let (seconds, overflow) = date.seconds.subtractingReportingOverflow(archived.fetchedAt.seconds)
        guard !overflow, seconds >= 0 else { throw .writtenInTheFuture }
        let age = Duration.seconds(seconds)
        guard age < archived.lifetime + configuration.timing.maximumStaleness else { throw .tooOld }
        return age
    }
}
