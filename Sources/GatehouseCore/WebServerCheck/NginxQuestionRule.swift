internal import JOSE

/// What the location must have that asks the daemon.
struct NginxQuestionRule {
    /// The configuration whose policies are asked; `nil` when it is not known.
    let configuration: Configuration?

    /// Finds what is wrong with how a protected level asks.
    func problems(_ question: NginxQuestion, at level: NginxLevel) -> [Problem] {
        guard let server = level.serverLevel else { return [] }
        guard let location = question.location else {
            return [
                level.problem(
                    "\"auth_request\" asks \(quoted(question.address)), and the server has no such location",
                    hint: "include gatehouse_server.conf in the server")
            ]
        }
        guard let asking = server.inner.first(where: { $0.block == location }) else { return [] }
        return [bodyProblem(asking), bufferProblem(asking)].compactMap { $0 }
    }

    /// nginx checks the limit in this location too, whatever the protected one allows.
    private func bodyProblem(_ level: NginxLevel) -> Problem? {
        let limit = level.last("client_max_body_size")
        guard limit?.arguments.first != "0" else { return nil }
        let seen = limit?.arguments.first.map { "found \(quoted($0))" } ?? "missing"
        return level.problem(
            "client_max_body_size: \(seen), expected \"0\": a larger upload becomes a 500",
            at: limit?.place, hint: "write: client_max_body_size 0;")
    }

    /// All headers of an answer must fit into one buffer.
    private func bufferProblem(_ level: NginxLevel) -> Problem? {
        let directive = level.last("fastcgi_buffer_size")
        let text = directive?.arguments.first
        // Without a directive, a page of memory; a size that cannot be read is for nginx to complain about.
        guard let size = text.map(Self.bytes) ?? 4_096 else { return nil }
        let (needed, policy) = neededBytes
        guard size < needed else { return nil }
        let seen = text.map { quoted($0) } ?? "the default of 4k or 8k"
        let kibibytes = (needed + 1_023) / 1_024
        return level.problem(
            "fastcgi_buffer_size: found \(seen), expected at least \"\(kibibytes)k\": the claims of "
                + "\(policy.map { "policy \(quoted($0))" } ?? "a policy") may take so much, and more than the buffer is a 502",
            at: directive?.place,
            hint: "raise it with fastcgi_buffers and fastcgi_busy_buffers_size, "
                + "or lower the policy's \"token-length-limit\"")
    }

    /// What the headers of an answer may take, and the policy that has the largest.
    private var neededBytes: (Int, policy: String?) {
        guard let policies = configuration?.policies else {
            return (Self.neededBytes(payload: 16_384 * 3 / 4, headers: []), nil)
        }
        let needs = policies.map { policy in
            // Base64 makes four bytes of three, so a token holds no more than three quarters of its length.
            let payload = min(policy.limits.claims, policy.limits.token / 4 * 3)
            return (Self.neededBytes(payload: payload, headers: policy.claimHeaders), policy: policy.name)
        }
        return needs.max { $0.0 < $1.0 }.map { ($0.0, $0.policy) } ?? (0, nil)
    }

    /// The bytes of an answer's headers when claims are plain text: each once, and once more in the whole payload.
    private static func neededBytes(payload: Int, headers: [ClaimHeader]) -> Int {
        let whole = headers.contains { $0.content == .payload } ? (payload + 2) / 3 * 4 : 0
        let claims = headers.isEmpty || headers.contains { $0.content != .payload } ? payload : 0
        let names = headers.reduce(0) { $0 + $1.name.utf8.count + ": \r\n".utf8.count }
        return whole + claims + names + "Status: 200 OK\r\nX-Accel-Expires: @1700000000\r\n\r\n".utf8.count
    }

    /// A size as nginx writes it.
    private static func bytes(_ text: String) -> Int? {
        let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        guard let number = Int(unit == nil ? text[...] : text.dropLast()), (0...1 << 30).contains(number)
        else {
            return nil
        }
        return number * (unit ?? 1)
    }
}
