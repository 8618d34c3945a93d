internal import JSON
internal import Policy

extension Explanation {
    /// The explanation for a person: a line for each step, aligned, then the decision.
    ///
    /// `FAIL` marks the check that decided, `fail` those after it that would have refused as well.
    ///
    /// - Parameter style: Whether the marks stand out by colour.
    /// - Returns: Some lines, each with its end.
    package func text(_ style: TextStyle = .plain) -> String {
        let width = (steps.map(\.record.check.count).max() ?? 0) + 2
        let indent = String(repeating: " ", count: width + 6)
        var lines: [String] = []
        var isDecided = false
        for step in steps {
            let name = step.record.check.padded(to: width)
            let seen = step.record.seen.printable
            guard step.record.refusal != nil else {
                lines.append("\(style.good("ok"))    \(name)\(seen)")
                continue
            }
            lines.append("\(isDecided ? style.faint("fail") : style.bad("FAIL"))  \(name)\(seen)")
            isDecided = true
            lines.append("\(indent)accepted: \(step.record.accepted.printable)")
            if let hint = step.hint { lines.append("\(indent)\(style.hint("hint:")) \(hint)") }
        }
        lines.append("")
        return (lines + decisionLines(style)).joined(separator: "\n") + "\n"
    }

    private func decisionLines(_ style: TextStyle) -> [String] {
        guard let refusal else {
            return ["decision: \(style.good("allow")) (200)"] + headers.map { "  \($0.name): \($0.value)" }
        }
        let word = decision.isReportOnly ? style.good("allow") : style.bad("refuse")
        let lines = [
            "decision: \(word) (\(decision.status) \(refusal.reason))", "  \(refusal.description.printable)",
        ]
        return decision.isReportOnly
            ? lines + ["  the policy only reports: the request goes through"] : lines
    }

    /// The explanation as one JSON object (design section 9).
    package var json: String {
        let isAllowed = decision.status == 200
        var members = [
            "\"decision\":\"\(isAllowed ? "allow" : "refuse")\"", "\"status\":\(decision.status)",
            "\"reason\":\(refusal.map(\.reason.jsonText) ?? "null")",
            "\"message\":\(refusal.map(\.description.jsonText) ?? "null")",
        ]
        let headers = headers.map { "\($0.name.jsonText):\($0.value.jsonText)" }
        members.append("\"headers\":{\(headers.joined(separator: ","))}")
        members.append("\"steps\":[\(steps.map(Self.json).joined(separator: ","))]")
        return "{\(members.joined(separator: ","))}\n"
    }

    private static func json(_ step: Step) -> String {
        let record = step.record
        let outcome = record.refusal == nil ? "pass" : "fail"
        return "{\"check\":\(record.check.jsonText),\"outcome\":\"\(outcome)\","
            + "\"seen\":\(record.seen.jsonText),\"accepted\":\(record.accepted.jsonText),"
            + "\"hint\":\(step.hint.map(\.jsonText) ?? "null")}"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// The text without what moves a terminal's cursor.
    fileprivate var printable: String {
        unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
        }
            ? self : quotedForMessage
    }
}
