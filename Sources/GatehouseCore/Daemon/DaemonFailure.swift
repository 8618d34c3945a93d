internal import JSON

/// Why the daemon does not start, or does not take over a configuration.
package enum DaemonFailure: Error, Hashable, Sendable {
    /// The file of the audit log can be neither opened nor made.
    case auditLogNotOpened(path: String, reason: String)

    /// The files of these issuers hold no usable keys.
    case keyFilesUnusable([String])

    /// The configuration names sockets that somebody else should have opened, and nobody has.
    case noSocketInherited(from: String)

    init?(unusableFilesOf service: KeyService) {
        let problems = service.unusableFiles.map { "issuer \"\($0.issuer)\": \($0.reason)" }
        guard !problems.isEmpty else { return nil }
        self = .keyFilesUnusable(problems)
    }
}

extension DaemonFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .auditLogNotOpened(let path, let reason):
            "the audit log \(path.quotedForMessage) cannot be opened: \(reason)"
        case .keyFilesUnusable(let problems): problems.joined(separator: "; ")
        case .noSocketInherited(let source): "\"listen\" names sockets of \(source), and there are none"
        }
    }
}
