import JOSE
import Keys

/// A key store, its issuers and the time, all in a test's hands.
final class Simulation {
    typealias Answer = Result<FetchResponse, FetchFailure>

    private struct Transfer {
        let request: FetchRequest
        let answer: Answer
        let endsAt: MonotonicTime
    }

    let store: KeyStore
    private(set) var now = MonotonicTime(milliseconds: 0)
    private(set) var fetches: [(at: MonotonicTime, request: FetchRequest)] = []
    private(set) var events: [KeyEvent.Kind] = []
    private(set) var releases = 0
    private(set) var archived: [ArchiveEntry] = []

    /// How long every transfer takes.
    var latency = Duration.milliseconds(50)

    /// What issuers answer; judged when a transfer starts, as a server renders its answer early.
    var serve: (FetchRequest) -> Answer

    /// What is in the files that are looked at.
    var look: (FileCheck) -> FileCheckResult = { _ in .unchanged }

    private var underWay: [Transfer] = []

    init(
        _ issuers: [IssuerKeyConfiguration],
        serve: @escaping (FetchRequest) -> Answer = { _ in Documents.refused }
    ) {
        store = KeyStore(issuers: issuers, now: now, random: { 0.5 })
        self.serve = serve
    }

    /// One issuer whose key set is at a URL.
    convenience init(serve: @escaping (FetchRequest) -> Answer = { _ in Documents.refused }) {
        self.init([Self.partner], serve: serve)
    }

    static let partner = IssuerKeyConfiguration(
        name: "partner", source: .keySet(url: "https://partner.example/keys"))

    static let entra = IssuerKeyConfiguration(
        name: "entra",
        source: .discovery(
            url: "https://login.example/.well-known/openid-configuration",
            issuer: .exactly("https://login.example")))

    /// Lets `duration` pass, and everything happen that is due in it.
    func advance(_ duration: Duration) {
        let end = now + duration
        while true {
            drive()
            let times = [store.next(now: now).deadline].compactMap { $0 } + underWay.map(\.endsAt)
            guard let next = times.min(), next <= end else { break }
            now = max(now, next)
            complete()
        }
        now = end
        drive()
    }

    /// Asks as a worker would.
    func ask(_ keyID: String?, issuer: Int = 0) -> KeyWait {
        store.unknownKeyID(keyID, issuer: issuer, now: now)
    }

    /// The names of an issuer's keys, or `nil` when none are available.
    func keys(issuer: Int = 0) -> [String]? {
        guard case .available(let set) = store.snapshot().issuers[issuer] else { return nil }
        return set.keys.compactMap(\.id)
    }

    func takeEvents() -> [KeyEvent.Kind] {
        defer { events = [] }
        return events
    }

    var transfersUnderWay: Int { underWay.count }

    private func drive() {
        while true {
            let work = store.next(now: now)
            note(work)
            for request in work.fetches {
                fetches.append((now, request))
                underWay.append(Transfer(request: request, answer: serve(request), endsAt: now + latency))
            }
            for check in work.fileChecks { note(store.completed(check, with: look(check), now: now)) }
            if work.fetches.isEmpty, work.fileChecks.isEmpty { return }
        }
    }

    private func complete() {
        let done = underWay.filter { $0.endsAt <= now }
        underWay.removeAll { $0.endsAt <= now }
        for transfer in done { note(store.completed(transfer.request, with: transfer.answer, now: now)) }
    }

    private func note(_ work: KeyWork) {
        events += work.events.map(\.kind)
        archived += work.archiveEntries
        if work.releasesWaiting { releases += 1 }
    }
}
