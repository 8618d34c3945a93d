internal import Posix

/// What a configuration file says, every default filled in, ready to be turned into a running daemon.
package struct Configuration: Equatable, Sendable {
    /// How much the log says (`log-level`), in the order of RFC 5424.
    package enum LogLevel: String, CaseIterable, Sendable {
        /// Failures only.
        case error
        /// What an operator should look at.
        case warning
        /// What happens to keys, and the daemon's start and stop.
        case notice
        /// One line a decision. The default.
        case info
    }

    /// Where decisions are logged, each as a JSON object, instead of among the daemon's own messages (`audit-log`).
    package enum AuditLog: Equatable, Sendable {
        /// A file, which is added to and opened anew at SIGHUP.
        case file(path: String)
        /// Standard error, whatever `log-level` says.
        case standardError
    }

    /// How a line of the log is written (`log-format`).
    package enum LogFormat: String, CaseIterable, Sendable {
        /// One JSON object a line.
        case json
        /// `name=value` pairs for people. The default.
        case text
    }

    /// Where requests are taken (`listen`), each address once.
    ///
    /// Default: `unix:/run/gatehouse/gatehouse.sock`.
    package var listen: [ListenPlace] = [.address(.unix(path: "/run/gatehouse/gatehouse.sock"))]

    /// The permission bits of unix sockets (`socket-mode`), at most 0777.
    ///
    /// Default: 0660.
    package var socketMode: UInt16 = 0o660

    /// The group that owns unix sockets (`socket-group`); `nil`, the default, leaves the process's own.
    package var socketGroup: String?

    /// The directory of the last good keys (`state-directory`); `nil`, the default, keeps none.
    ///
    /// Relative to the configuration file's directory unless absolute, as every path here.
    package var stateDirectory: String?

    /// The number of worker threads (`workers`), 1 to 256; `nil`, the default, is one for each core.
    package var workers: Int?

    /// How much the log says (`log-level`).
    ///
    /// Default: `info`.
    package var logLevel: LogLevel = .info

    /// How a line of the log is written (`log-format`).
    ///
    /// Default: `text`.
    package var logFormat: LogFormat = .text

    /// Where decisions are logged (`audit-log`); `nil`, the default, has them in the log at `info`.
    package var auditLog: AuditLog?

    /// The share of allows that the audit log has (`audit-sample-allows`), 0 to 1; refusals are never left out.
    ///
    /// Default: 1.
    package var auditSampleAllows = 1.0

    /// How long a connection may take to send one whole request (`request-timeout`), 1 s to 5 min.
    ///
    /// Default: 10 s.
    package var requestTimeout: Duration = .seconds(10)

    /// How many connections each worker holds at most (`connection-limit`), 16 to 65536.
    ///
    /// Default: 4096.
    package var connectionLimit = 4096

    /// How much memory the answers may take that are kept for repetition (`decision-cache-megabytes`), in bytes; 0 to
    /// 4096 MiB.
    ///
    /// Default: 32 MiB.
    package var decisionCacheBytes = 32 << 20

    /// The issuers (`issuers`), in the order of the file; at least one.
    package var issuers: [IssuerConfiguration]

    /// The policies (`policies`), in the order of the file; at least one.
    ///
    /// Each names issuers of `issuers` only.
    package var policies: [PolicyConfiguration]

    /// Creates a configuration with every default.
    package init(issuers: [IssuerConfiguration], policies: [PolicyConfiguration]) {
        self.issuers = issuers
        self.policies = policies
    }
}
