internal import JSON
internal import Policy

extension Explanation {
    /// The explanation for a person: a line for each step, aligned, then the decision.
    package var text: String {
        let width = (steps.map(\.check.count).max() ?? 0) + 2
        var lines: [String] = []
        for step in steps {
            let mark = step.refusal == nil ? "ok  " : "FAIL"
            let name = step.check + String(repeating: " ", count: width - step.check.count)
            lines.append("\(mark)  \(name)\(step.seen.printable)")
            guard let refusal = step.refusal else { continue }
            let indent = String(repeating: " ", count: width + 6)
            lines.append("\(indent)accepted: \(step.accepted.printable)")
            if let hint = refusal.hint { lines.append("\(indent)hint: \(hint)") }
        }
        lines.append("")
        guard let refusal else {
            lines.append("decision: allow (200)")
            lines += headers.map { "  \($0.name): \($0.value)" }
            return lines.joined(separator: "\n") + "\n"
        }
        lines.append(
            "decision: \(decision.isReportOnly ? "allow" : "refuse") (\(decision.status) \(refusal.reason))")
        lines.append("  \(refusal.description.printable)")
        if decision.isReportOnly { lines.append("  the policy only reports: the request goes through") }
        return lines.joined(separator: "\n") + "\n"
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

    private static func json(_ step: StepTrace.Step) -> String {
        let outcome = step.refusal == nil ? "pass" : "fail"
        return "{\"check\":\(step.check.jsonText),\"outcome\":\"\(outcome)\",\"seen\":\(step.seen.jsonText),"
            + "\"accepted\":\(step.accepted.jsonText),"
            + "\"hint\":\(step.refusal?.hint.map(\.jsonText) ?? "null")}"
    }
}

extension String {
    /// The text without what moves a terminal's cursor.
    fileprivate var printable: String {
        unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
        }
            ? self : quotedForMessage
    }
}
