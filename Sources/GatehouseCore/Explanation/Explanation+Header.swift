internal import JSON
internal import Policy

extension Explanation {
    /// The explanation as the value of `X-Gatehouse-Trace`: one JSON object in one line of ASCII.
    ///
    /// The members are those of `json` without the headers. Texts are cut, and at last the checks that passed left
    /// out, so that it fits: a web server gives an answer's headers a few kilobytes.
    ///
    /// - Parameter limit: The most bytes it may take.
    /// - Returns: The value, at most `limit` bytes.
    func headerValue(limit: Int = 4096) -> String {
        for mostCharacters in [400, 150, 50] {
            let value = headerValue(steps: steps, mostCharacters: mostCharacters)
            if value.utf8.count <= limit { return value }
        }
        let deciding = steps.first { $0.record.refusal != nil }
        let value = headerValue(steps: deciding.map { [$0] } ?? [], mostCharacters: 50)
        return value.utf8.count <= limit ? value : headerValue(steps: [], mostCharacters: 50)
    }

    private func headerValue(steps: [Step], mostCharacters: Int) -> String {
        let steps = steps.map { step in
            let record = step.record
            let texts = [
                ("check", record.check), ("outcome", record.refusal == nil ? "pass" : "fail"),
                ("seen", record.seen), ("accepted", record.accepted), ("hint", step.hint ?? ""),
            ]
            let members = texts.filter { !$0.1.isEmpty }.map { name, text in
                "\"\(name)\":\(text.cut(toScalars: mostCharacters).jsonText)"
            }
            return "{\(members.joined(separator: ","))}"
        }
        return "{\"decision\":\"\(isAllowed ? "allow" : "refuse")\",\"status\":\(decision.status),"
            + "\"reason\":\(refusal.map(\.reason.jsonText) ?? "null"),\"steps\":[\(steps.joined(separator: ","))]}"
    }
}
