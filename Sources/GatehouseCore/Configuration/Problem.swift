/// One thing that is wrong, or doubtful, in a configuration file.
///
/// Problems are collected, never thrown, so that one run of `gatehouse check` shows them all. Text that came
/// from the file is in them only through `quoted(_:)`; the content of a secret is never in them.
package struct Problem: Equatable, Sendable {
    /// How much a problem weighs.
    package enum Severity: String, Sendable {
        /// The configuration cannot be used.
        case error
        /// The configuration can be used, and a careful operator would look again.
        case warning
    }

    /// How much the problem weighs.
    package let severity: Severity

    /// The configuration file, as the operator named it.
    package let file: String

    /// The line it is on, from 1, never beyond the file's last; `nil` when the file could not be read.
    package let line: Int?

    /// The place in the document, such as `policies.orders.required-claims[0].match`; empty for its top.
    package let path: String

    /// What was seen and what was expected: one line, without a full stop.
    package let message: String

    /// What to do about it, or `nil` when the message already says so.
    package let hint: String?

    /// Creates a problem; see the properties.
    package init(
        _ severity: Severity = .error, file: String, line: Int?, path: String = "", message: String,
        hint: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.path = path
        self.message = message
        self.hint = hint
    }

    /// The problem as the terminal and the log show it: a line, and a second one when there is a hint.
    package var report: String {
        let first = "gatehouse: \(severity.rawValue): \(description)"
        guard let hint else { return first }
        return first + "\ngatehouse: hint: " + hint
    }
}

extension Problem: CustomStringConvertible {
    /// The problem on one line: file, line, path and message.
    package var description: String {
        [line.map { "\(file):\($0)" } ?? file, path, message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
