/// Every claim header must be set where the backend is asked, with or without a value: a client's own header of that name
/// would reach it.
struct NginxClaimHeaderRule {
    /// The configuration whose policies are asked; `nil` when it is not known.
    let configuration: Configuration?

    /// How nginx passes a header on.
    private struct Transport {
        let pass: String
        let setter: String
        let isParameter: Bool

        func name(of header: String) -> String {
            isParameter ? "http_" + header.lowercased().replacing("-", with: "_") : header.lowercased()
        }
    }

    /// Finds headers that a client can forge at a protected level.
    func problems(at level: NginxLevel, policy: String?) -> [Problem] {
        Self.transports.flatMap { transport -> [Problem] in
            guard !level.block.own(transport.pass).isEmpty else { return [] }
            let set = Set(level.inForce(transport.setter).compactMap { $0.arguments.first?.lowercased() })
            let lost = lostHeaders(transport, set: set, at: level)
            let expected = expectedHeaders(at: level, policy: policy)
            let missing = expected.filter { header in
                !set.contains(transport.name(of: header)) && !lost.contains(header.lowercased())
            }
            var problems: [Problem] = []
            if !lost.isEmpty, let own = level.inForce(transport.setter).first {
                problems.append(
                    level.problem(
                        "these \(quoted(transport.setter)) lines take the place of those outside, so a client's own "
                            + "\(list(lost)) reaches the backend",
                        at: own.place, hint: "include gatehouse_protect.conf here, too"))
            }
            if !missing.isEmpty {
                let owner = configuration == nil ? "" : " of policy \(quoted(policy ?? Self.defaultPolicy))"
                problems.append(
                    level.problem(
                        "\(list(missing))\(owner) \(missing.count == 1 ? "is" : "are") neither passed nor cleared, "
                            + "so a client's own reaches the backend",
                        hint: hint(transport, missing[0])))
            }
            return problems
        }
    }

    /// Claim headers that an outer level sets, and that no longer hold here.
    private func lostHeaders(_ transport: Transport, set: Set<String>, at level: NginxLevel) -> [String] {
        guard !level.block.own(transport.setter).isEmpty else { return [] }
        let outer = level.blocks.dropLast().flatMap { $0.own(transport.setter) }
        return outer.filter { $0.arguments.last?.hasPrefix("$gatehouse_") == true }
            .compactMap { $0.arguments.first?.lowercased() }
            .filter { !set.contains($0) }
    }

    /// The headers of the policy; without a configuration, those that the shipped file sets for `proxy_pass`.
    private func expectedHeaders(at level: NginxLevel, policy: String?) -> [String] {
        if let configuration {
            let name = policy ?? Self.defaultPolicy
            return configuration.policies.first { $0.name == name }?.claimHeaders.map(\.name) ?? []
        }
        return level.blocks.flatMap { $0.own("proxy_set_header") }
            .filter { $0.arguments.last?.hasPrefix("$gatehouse_") == true }
            .compactMap(\.arguments.first)
    }

    private func list(_ headers: [String]) -> String {
        let shown = headers.prefix(3).map { quoted($0) }.joined(separator: ", ")
        return headers.count > 3 ? "\(shown) and \(headers.count - 3) more" : shown
    }

    private func hint(_ transport: Transport, _ header: String) -> String {
        let name = header.lowercased().replacing("-", with: "_")
        let target = transport.isParameter ? "HTTP_\(name.uppercased())" : header
        return "after the include: auth_request_set $claim $upstream_http_\(name); "
            + "\(transport.setter) \(target) $claim;"
    }

    private static let defaultPolicy = "default"

    private static let transports = [
        Transport(pass: "proxy_pass", setter: "proxy_set_header", isParameter: false),
        Transport(pass: "grpc_pass", setter: "grpc_set_header", isParameter: false),
        Transport(pass: "fastcgi_pass", setter: "fastcgi_param", isParameter: true),
        Transport(pass: "scgi_pass", setter: "scgi_param", isParameter: true),
        Transport(pass: "uwsgi_pass", setter: "uwsgi_param", isParameter: true),
    ]
}
