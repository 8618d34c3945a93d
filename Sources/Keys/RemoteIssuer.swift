internal import JOSE

/// The keys of one issuer that are fetched: what is held, what is under way, and what comes next.
///
/// Pure: composed of `FetchState` (one fetch at a time), `RefreshSchedule` (when) and `UnknownKeyIDs` (who may ask for
/// one out of turn). `KeyStore` holds it in a `Mutex`.
struct RemoteIssuer {
    /// A key set and how long it may be used.
    private struct HeldKeys {
        var set: JWKSet
        var bytes: [UInt8]
        var metadataIssuer: String?
        var url: String
        var entityTag: String?
        var confirmedAt: MonotonicTime
        var freshUntil: MonotonicTime
    }

    /// A discovery document and when to read it again.
    private struct HeldDiscovery {
        var document: Discovery
        var bytes: [UInt8]
        var dueAt: MonotonicTime
        var freshUntil: MonotonicTime
    }

    private let index: Int
    private let configuration: IssuerKeyConfiguration
    private var fetch = FetchState()
    private var schedule: RefreshSchedule
    private var unknownKeyIDs = UnknownKeyIDs()
    private var keys: HeldKeys?
    private var discovery: HeldDiscovery?
    private var isRefreshWanted = false
    private var isOutcomeWanted = false
    private var counts = FetchCounts()
    private var lastError: String?
    private var reportedKeySetURL: String?

    init(index: Int, configuration: IssuerKeyConfiguration, now: MonotonicTime) {
        self.index = index
        self.configuration = configuration
        schedule = RefreshSchedule(dueAt: now)
    }

    /// The same issuer in another store, which starts its own fetches.
    init(
        inheriting other: RemoteIssuer, index: Int, configuration: IssuerKeyConfiguration, now: MonotonicTime
    ) {
        self.init(index: index, configuration: configuration, now: now)
        keys = other.keys
        discovery = other.discovery
        counts = other.counts
        lastError = other.lastError
        reportedKeySetURL = other.reportedKeySetURL
        unknownKeyIDs = other.unknownKeyIDs
        if other.fetch.state == .idle { schedule = other.schedule }
    }

    // MARK: What others see

    var issuerKeys: IssuerKeys {
        if let keys { return .available(keys.set) }
        return lastError.map { .unavailable(reason: $0) } ?? .pending
    }

    /// Whose keys these are, as the discovery document said that named the key set.
    var metadataIssuer: String? { keys?.metadataIssuer }

    var status: IssuerStatus {
        IssuerStatus(
            name: configuration.name, keyCount: keys?.set.keys.count, lastSuccess: keys?.confirmedAt,
            lastError: lastError, nextDue: fetch.state == .idle ? schedule.dueAt : nil, counts: counts)
    }

    // MARK: Asking

    /// Answers a request whose key nobody knows; also returns whether the driving thread has something to start.
    mutating func ask(_ keyID: String?, now: MonotonicTime) -> (KeyWait, startsFetch: Bool) {
        let mayStart = schedule.failures == 0
        switch unknownKeyIDs.ask(keyID, during: fetch.state, mayStart: mayStart, now: now) {
        case .giveUp: return (.giveUp, false)
        case .join: return (.wait, false)
        case .start: return (.wait, fetch.want())
        }
    }

    /// Fetches everything again as soon as possible, because an operator asked for it.
    mutating func refresh(now: MonotonicTime) {
        discovery?.dueAt = now
        schedule.force(at: now)
        isOutcomeWanted = true
        // What is under way may have been answered before the operator's reason to ask was there.
        switch fetch.state {
        case .fetching: isRefreshWanted = true
        case .idle, .wanted: break
        }
    }

    // MARK: Driving

    /// Drops keys that are too old, and takes the next transfer to start, if any.
    mutating func next(now: MonotonicTime) -> (FetchRequest?, KeyEffects) {
        var effects = KeyEffects()
        if let end = keysEnd, now >= end {
            keys = nil
            let reason = lastError ?? "the keys could not be refreshed in time"
            lastError = reason
            effects = KeyEffects(
                events: [.becameUnavailable(reason: reason)], publishes: true, releasesWaiting: true)
        }
        if now >= schedule.dueAt { _ = fetch.want() }
        guard fetch.state == .wanted else { return (nil, effects) }
        let request = nextRequest(now)
        fetch.begin(request.document)
        return (request, effects)
    }

    /// When `next(now:)` has something to do.
    var deadline: MonotonicTime {
        let expiry = keysEnd ?? MonotonicTime(milliseconds: .max)
        switch fetch.state {
        case .fetching: return expiry
        case .idle: return min(expiry, schedule.dueAt)
        case .wanted: return MonotonicTime(milliseconds: 0)
        }
    }

    /// When the keys at hand are too old, by the operator's present word on it.
    private var keysEnd: MonotonicTime? {
        keys.map { $0.freshUntil + configuration.timing.maximumStaleness }
    }

    private func nextRequest(_ now: MonotonicTime) -> FetchRequest {
        let url: String
        switch configuration.source {
        case .discovery(let documentURL, _):
            guard let discovery, now < discovery.dueAt else {
                return request(.discovery, documentURL, entityTag: nil)
            }
            url = discovery.document.keySetURL
        case .keySet(let keySetURL): url = keySetURL
        case .files, .fixed: preconditionFailure("keys were to be fetched that are at hand")
        }
        return request(.keySet, url, entityTag: keys?.url == url ? keys?.entityTag : nil)
    }

    private func request(_ document: FetchRequest.Document, _ url: String, entityTag: String?) -> FetchRequest
    {
        FetchRequest(
            issuer: index, document: document, url: url, entityTag: entityTag, access: configuration.access)
    }

    // MARK: Answers

    /// Takes in what the transfer of `request` brought.
    mutating func completed(
        _ request: FetchRequest, _ fetched: FetchedDocument, now: MonotonicTime, random: Double
    ) -> KeyEffects {
        switch fetched.content {
        case .discovery(let document, let bytes):
            counts.discoveries.add(fetched.elapsed)
            return discovered(document, bytes, at: request.url, now: now)
        case .keySet(let set, let bytes, let entityTag):
            counts.keySets.add(fetched.elapsed)
            return received(
                set, bytes, entityTag, from: request.url, lifetime: fetched.lifetime, now: now, random: random
            )
        case .notModified:
            counts.notModified.add(fetched.elapsed)
            guard let held = keys else { return failed(Self.nothingHeld, request, now: now, random: random) }
            return received(
                held.set, held.bytes, held.entityTag, from: request.url, lifetime: fetched.lifetime, now: now,
                random: random)
        case .unusable(let problem):
            counts.failures.add(fetched.elapsed)
            return failed(problem, request, now: now, random: random)
        }
    }

    private mutating func discovered(
        _ document: Discovery, _ bytes: [UInt8], at url: String, now: MonotonicTime
    ) -> KeyEffects {
        let dueAt = now + Self.discoveryLifetime
        discovery = HeldDiscovery(document: document, bytes: bytes, dueAt: dueAt, freshUntil: dueAt)
        fetch.wantKeySet()
        guard reportedKeySetURL != document.keySetURL else { return KeyEffects() }
        reportedKeySetURL = document.keySetURL
        guard let here = RemoteURL(url)?.authority, let there = RemoteURL(document.keySetURL)?.authority,
            here != there
        else { return KeyEffects() }
        return KeyEffects(events: [.crossHostKeySet(documentHost: here, keySetHost: there)])
    }

    private mutating func received(
        _ set: JWKSet, _ bytes: [UInt8], _ entityTag: String?, from url: String, lifetime: Duration,
        now: MonotonicTime, random: Double
    ) -> KeyEffects {
        let set = set.limited(toCloud: discovery?.document.cloudInstance)
        let metadataIssuer = discovery?.document.issuer
        let changed =
            keys?.bytes != bytes || keys?.metadataIssuer != metadataIssuer
            || keys?.set.keys.count != set.keys.count
        var effects = KeyEffects(publishes: changed, releasesWaiting: true)
        if schedule.failures > 0 { effects.events.append(.recovered(failures: schedule.failures)) }
        if changed {
            effects.events.append(.fetched(keyCount: set.keys.count, problems: set.problems))
        } else if isOutcomeWanted, !isRefreshWanted {
            effects.events.append(.confirmed(keyCount: set.keys.count))
        }
        keys = HeldKeys(
            set: set, bytes: bytes, metadataIssuer: metadataIssuer, url: url, entityTag: entityTag,
            confirmedAt: now, freshUntil: now + lifetime)
        lastError = nil
        schedule.succeeded(at: now, lifetime: lifetime, random: random)
        unknownKeyIDs.fetchEnded(bringing: set.keys.compactMap(\.id), changed: changed, at: now)
        endFetch(now)
        effects.archiveEntry = configuration.binding.map {
            ArchiveEntry(
                issuer: configuration.name, binding: $0, lifetime: lifetime,
                discovery: discovery?.bytes ?? [],
                keySet: bytes)
        }
        return effects
    }

    private mutating func failed(
        _ problem: FetchProblem, _ request: FetchRequest, now: MonotonicTime, random: Double
    ) -> KeyEffects {
        // Who waits for the first answer hears of the first failure; the next ones change nothing for anybody.
        var effects = KeyEffects(publishes: keys == nil && lastError == nil)
        if lastError != problem.reason || isOutcomeWanted && !isRefreshWanted {
            effects.events.append(.failed(reason: problem.reason, keepsKeys: keys != nil))
        }
        if request.document == .discovery, let held = discovery,
            now < held.freshUntil + configuration.timing.maximumStaleness
        {
            // The key set may well answer where it was: another read of the document can wait.
            discovery?.dueAt = now + Self.discoveryRetry
            lastError = problem.reason
            fetch.wantKeySet()
            return effects
        }
        if problem.isGone { discovery = nil }
        effects.releasesWaiting = true
        lastError = problem.reason
        schedule.failed(at: now, hasKeys: keys != nil, retryAfter: problem.retryAfter, random: random)
        unknownKeyIDs.fetchEnded(bringing: nil, changed: false, at: now)
        endFetch(now)
        return effects
    }

    private mutating func endFetch(_ now: MonotonicTime) {
        fetch.end()
        guard isRefreshWanted else {
            isOutcomeWanted = false
            return
        }
        isRefreshWanted = false
        discovery?.dueAt = now
        schedule.force(at: now)
    }

    // MARK: Archive

    /// Takes over keys that were archived, unless fresher ones are at hand; they are fetched again at once.
    mutating func restore(_ archived: ArchivedKeys, age: Duration, now: MonotonicTime) -> KeyEffects {
        guard keys == nil else { return KeyEffects() }
        let freshUntil = now + (archived.lifetime - age)
        let url: String
        switch configuration.source {
        case .discovery(let documentURL, _):
            guard let document = archived.discovery else { return KeyEffects() }
            // Read again with the first fetch, so that a moved key set is found.
            discovery = HeldDiscovery(
                document: document, bytes: archived.discoveryBytes, dueAt: now, freshUntil: freshUntil)
            url = documentURL
        case .keySet(let keySetURL): url = keySetURL
        case .files, .fixed: return KeyEffects()
        }
        keys = HeldKeys(
            set: archived.set.limited(toCloud: archived.discovery?.cloudInstance),
            bytes: archived.keySetBytes, metadataIssuer: archived.discovery?.issuer,
            url: url,
            entityTag: nil,
            confirmedAt: now + (.zero - age), freshUntil: freshUntil)
        return KeyEffects(
            events: [.restored(keyCount: archived.set.keys.count, age: age)], publishes: true,
            releasesWaiting: true)
    }

    private static let discoveryLifetime = Duration.seconds(86_400)
    private static let discoveryRetry = Duration.seconds(3600)
    private static let nothingHeld = FetchProblem(
        reason: "the key set has not changed, but is not held any more")
}
