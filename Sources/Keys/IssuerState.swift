internal import JOSE

/// One issuer's keys, wherever they come from.
enum IssuerState {
    case files(FileIssuer)
    case fixed(JWKSet, name: String)
    case remote(RemoteIssuer)

    init(
        index: Int, configuration: IssuerKeyConfiguration, inheriting other: RemoteIssuer?, now: MonotonicTime
    ) {
        switch configuration.source {
        case .discovery, .keySet:
            if let other {
                let issuer = RemoteIssuer(
                    inheriting: other, index: index, configuration: configuration, now: now)
                self = .remote(issuer)
            } else {
                self = .remote(RemoteIssuer(index: index, configuration: configuration, now: now))
            }
        case .files(let files):
            self = .files(FileIssuer(index: index, name: configuration.name, files: files, now: now))
        case .fixed(let set):
            self = .fixed(set, name: configuration.name)
        }
    }

    var issuerKeys: IssuerKeys {
        switch self {
        case .files(let issuer): issuer.issuerKeys
        case .fixed(let set, _): .available(set)
        case .remote(let issuer): issuer.issuerKeys
        }
    }

    var metadataIssuer: String? {
        switch self {
        case .files, .fixed: nil
        case .remote(let issuer): issuer.metadataIssuer
        }
    }

    var status: IssuerStatus {
        switch self {
        case .files(let issuer): issuer.status
        case .fixed(let set, let name): IssuerStatus(name: name, keyCount: set.keys.count)
        case .remote(let issuer): issuer.status
        }
    }

    var deadline: MonotonicTime {
        switch self {
        case .files(let issuer): issuer.deadline
        case .fixed: MonotonicTime(milliseconds: .max)
        case .remote(let issuer): issuer.deadline
        }
    }

    var remote: RemoteIssuer? {
        switch self {
        case .remote(let issuer): issuer
        case .files, .fixed: nil
        }
    }

    mutating func ask(_ keyID: String?, now: MonotonicTime) -> (KeyWait, startsFetch: Bool) {
        switch self {
        case .files, .fixed: return (.giveUp, false)
        case .remote(var issuer):
            let answer = issuer.ask(keyID, now: now)
            self = .remote(issuer)
            return answer
        }
    }

    mutating func refresh(now: MonotonicTime) {
        switch self {
        case .fixed: break
        case .files(var issuer):
            issuer.refresh(now: now)
            self = .files(issuer)
        case .remote(var issuer):
            issuer.refresh(now: now)
            self = .remote(issuer)
        }
    }

    mutating func nextFileCheck(now: MonotonicTime) -> FileCheck? {
        switch self {
        case .fixed, .remote: return nil
        case .files(var issuer):
            let check = issuer.next(now: now)
            self = .files(issuer)
            return check
        }
    }

    mutating func next(now: MonotonicTime, into work: inout KeyWork) -> KeyEffects {
        switch self {
        case .fixed: return KeyEffects()
        case .files:
            if let check = nextFileCheck(now: now) { work.fileChecks.append(check) }
            return KeyEffects()
        case .remote(var issuer):
            let (request, effects) = issuer.next(now: now)
            if let request { work.fetches.append(request) }
            self = .remote(issuer)
            return effects
        }
    }

    mutating func completed(
        _ request: FetchRequest, _ fetched: FetchedDocument, now: MonotonicTime, random: Double
    ) -> KeyEffects {
        guard case .remote(var issuer) = self else {
            preconditionFailure("a transfer nobody asked for ended")
        }
        let effects = issuer.completed(request, fetched, now: now, random: random)
        self = .remote(issuer)
        return effects
    }

    mutating func completed(_ result: FileCheckResult, now: MonotonicTime) -> KeyEffects {
        guard case .files(var issuer) = self else {
            preconditionFailure("a look at files nobody asked for ended")
        }
        let effects = issuer.completed(result, now: now)
        self = .files(issuer)
        return effects
    }

    mutating func restore(_ archived: ArchivedKeys, age: Duration, now: MonotonicTime) -> KeyEffects {
        guard case .remote(var issuer) = self else {
            preconditionFailure("keys were archived that are at hand")
        }
        let effects = issuer.restore(archived, age: age, now: now)
        self = .remote(issuer)
        return effects
    }
}
