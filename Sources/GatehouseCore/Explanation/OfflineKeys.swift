package import Keys
internal import Logging
internal import Posix

/// Keys for commands that run once: from files and the archive, and from the network only when asked.
package struct OfflineKeys {
    /// The keys.
    package let store: KeyStore

    /// What went wrong with them, one line each.
    package let problems: [String]

    /// Reads what is on this host.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - timeToFetch: How long to wait for the issuers' answers; `nil` to contact nobody.
    /// - Throws: When a thread to fetch with cannot be had.
    package init(_ configuration: Configuration, timeToFetch: Duration?) throws {
        let service = KeyService(
            configuration, inheriting: nil, log: Logger(label: "") { _ in SwiftLogNoOpLogHandler() }
        ) {}
        if let timeToFetch {
            try service.start()
            let deadline = MonotonicClock.now() + timeToFetch
            while service.keys.isAnyPending, MonotonicClock.now() < deadline { Pause.forMilliseconds(20) }
            service.stop()
        }
        store = service.keys
        var problems = service.keys.status().compactMap { status in
            status.lastError.map { "issuer \"\(status.name)\": \($0)" }
        }
        for issuer in configuration.issuers {
            do throws(KeyFileError) {
                _ = try DecryptionKeyFiles.keys(issuer.decryptionKeys)
            } catch {
                problems.append("issuer \"\(issuer.name)\": \(error)")
            }
        }
        self.problems = problems
    }
}

extension KeyStore {
    /// Whether the first answer of an issuer is still to come.
    fileprivate var isAnyPending: Bool {
        snapshot().issuers.contains { keys in
            if case .pending = keys { true } else { false }
        }
    }
}
