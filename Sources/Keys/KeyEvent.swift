/// Something that happened to an issuer's keys and is worth a line in the log; reported on change only, and when an
/// operator asked.
package struct KeyEvent: Sendable, Equatable {
    /// What happened.
    package enum Kind: Sendable, Equatable {
        /// The archived keys cannot be used.
        case archiveRejected(reason: String)
        /// The archive could not be written.
        case archiveNotWritten(reason: String)
        /// The keys became too old, or none came.
        case becameUnavailable(reason: String)
        /// A refresh that an operator asked for brought the same keys as before.
        case confirmed(keyCount: Int)
        /// The key set is on another host than the discovery document; usual for large providers.
        case crossHostKeySet(documentHost: String, keySetHost: String)
        /// A fetch failed, for another reason than the one before.
        case failed(reason: String, keepsKeys: Bool)
        /// A fetch brought other keys than before.
        case fetched(keyCount: Int, problems: [String])
        /// Files changed and were taken over.
        case fileChanged(keyCount: Int, problems: [String])
        /// Files changed and cannot be used.
        case fileRejected(reason: String, keepsKeys: Bool)
        /// A fetch succeeded after failures.
        case recovered(failures: Int)
        /// Keys were taken from the archive.
        case restored(keyCount: Int, age: Duration)
    }

    /// The issuer's name in the configuration.
    package let issuer: String

    /// What happened.
    package let kind: Kind

    /// Creates an event.
    package init(issuer: String, kind: Kind) {
        self.issuer = issuer
        self.kind = kind
    }

    /// Whether an operator should look.
    package var isProblem: Bool {
        switch kind {
        case .archiveRejected, .archiveNotWritten, .becameUnavailable, .failed, .fileRejected: true
        case .fetched(_, let problems), .fileChanged(_, let problems): !problems.isEmpty
        case .confirmed, .crossHostKeySet, .recovered, .restored: false
        }
    }
}

extension KeyEvent: CustomStringConvertible {
    package var description: String {
        switch kind {
        case .archiveRejected(let reason): "archived keys are ignored: \(reason)"
        case .archiveNotWritten(let reason): "keys could not be archived: \(reason)"
        case .becameUnavailable(let reason): "no keys are available any more: \(reason)"
        case .confirmed(let count): "\(Self.count(count, count == 1 ? "is" : "are", [])) the same as before"
        case .crossHostKeySet(let document, let keySet):
            "the discovery document at \(document) names a key set at \(keySet)"
        case .failed(let reason, let keepsKeys):
            keepsKeys
                ? "keys could not be refreshed, the old ones stay: \(reason)"
                : "keys could not be fetched: \(reason)"
        case .fetched(let count, let problems): Self.count(count, "fetched", problems)
        case .fileChanged(let count, let problems): Self.count(count, "read from file", problems)
        case .fileRejected(let reason, let keepsKeys):
            keepsKeys
                ? "key files changed and are unusable, the old keys stay: \(reason)"
                : "key files are unusable: \(reason)"
        case .recovered(let failures): "keys can be fetched again after \(failures) failures"
        case .restored(let count, let age):
            "\(count) \(count == 1 ? "key" : "keys") taken from the archive, fetched \(age.components.seconds) s ago"
        }
    }

    private static func count(_ count: Int, _ verb: String, _ problems: [String]) -> String {
        let text = "\(count) \(count == 1 ? "key" : "keys") \(verb)"
        return problems.isEmpty ? text : "\(text); left out: \(problems.joined(separator: "; "))"
    }
}
