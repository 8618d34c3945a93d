internal import Logging
internal import Posix

/// Where the daemon's words go: its messages and, as the configuration says, its decisions.
final class DaemonLogs: Sendable {
    /// For messages.
    let log: Logger

    /// How decisions are logged; `nil` when they are not.
    let decisions: DecisionLogSettings?

    private let standardError: LogOutput
    private let file: LogOutput?

    /// Opens the outputs.
    ///
    /// - Parameters:
    ///   - configuration: What the configuration says.
    ///   - telemetry: Where the outputs' counters are reported.
    /// - Throws: `DaemonFailure` when the audit log cannot be opened, or why there is no thread.
    init(_ configuration: Configuration, telemetry: Telemetry) throws {
        let standardError = try LogOutput(.standardError)
        self.standardError = standardError
        let (level, format) = (configuration.logLevel, configuration.logFormat)
        let log = Logger(label: "gatehouse") { _ in
            LineLogHandler(level: level, format: format) { standardError.append($0, count: 1) }
        }
        self.log = log
        telemetry.watch(output: standardError)
        let share = configuration.auditSampleAllows
        switch configuration.auditLog {
        case nil:
            file = nil
            decisions =
                level.swiftLogLevel <= .info
                ? DecisionLogSettings(format: format) { standardError.append($0, count: $1) } : nil
        case .standardError:
            file = nil
            decisions = DecisionLogSettings(format: .json, allowShare: share) {
                standardError.append($0, count: $1)
            }
        case .file(let path):
            let file: LogOutput
            do throws(PosixError) {
                file = try LogOutput(.file(path: path)) { event in log.warning("\(event)") }
            } catch {
                standardError.end()
                throw DaemonFailure.auditLogNotOpened(path: path, reason: "\(error)")
            }
            self.file = file
            telemetry.watch(output: file)
            decisions = DecisionLogSettings(format: .json, allowShare: share) { file.append($0, count: $1) }
        }
    }

    /// Opens the audit log's file anew, after it was moved away.
    func reopen() {
        file?.reopen()
    }

    /// Writes what is left and ends.
    func end() {
        file?.end()
        standardError.end()
    }
}
