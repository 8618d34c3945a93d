package import Keys
internal import Logging
internal import Posix

/// Keys for commands that run once: from files and the archive, and from the network only when asked.
package struct OfflineKeys {
    /// The keys.
    package let store: KeyStore

    /// What went wrong with them and with other secrets that the daemon cannot start without, one line each.
    package let problems: [String]

    /// Reads what is on this host.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - timeToFetch: How long to wait for the issuers' answers; `nil` to contact nobody.
    /// - Throws: When a thread to fetch with cannot be had.
    package init(_ configuration: Configuration, timeToFetch: Duration?) throws {
        // The archive is the daemon's: a file that another user wrote there could not be read by it.
        let service = KeyService(
            configuration, inheriting: nil, writesArchive: false,
            log: Logger(label: "") { _ in SwiftLogNoOpLogHandler() }
        ) {}
        var unanswered: [String] = []
        if let timeToFetch {
            try service.start()
            let deadline = MonotonicClock.now() + timeToFetch
            while !service.keys.unanswered.isEmpty, MonotonicClock.now() < deadline {
                Pause.forMilliseconds(20)
            }
            service.stop()
            unanswered = service.keys.unanswered
        }
        store = service.keys
        var problems = service.keys.status().compactMap { status in
            let isUnanswered = unanswered.contains(status.name)
            let problem = isUnanswered ? "no answer within \(timeToFetch ?? .zero)" : status.lastError
            return problem.map { "issuer \"\(status.name)\": \($0)" }
        }
        for issuer in configuration.issuers {
            do throws(KeyFileError) {
                _ = try DecryptionKeyFiles.keys(issuer.decryptionKeys)
            } catch {
                problems.append("issuer \"\(issuer.name)\": \(error)")
            }
        }
        for policy in configuration.policies {
            do throws(KeyFileError) {
                _ = try policy.debugSecretFile.map(DebugSecretFile.secret)
            } catch {
                problems.append("policy \"\(policy.name)\": \(error)")
            }
        }
        self.problems = problems
    }
}

extension KeyStore {
    /// The issuers whose keys are fetched and whose first answer is still to come, archived keys or not.
    fileprivate var unanswered: [String] {
        let status = status()
        return archivedIssuers.compactMap { issuer in
            let counts = status[issuer.index].counts
            let answers = counts.failures.count + counts.keySets.count + counts.notModified.count
            return answers == 0 ? issuer.name : nil
        }
    }
}
