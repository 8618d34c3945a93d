/// A location names a policy that there is, where it counts.
struct NginxPolicyRule {
    /// The configuration; `nil` when it is not known.
    let configuration: Configuration?

    /// Finds what is wrong with the name of a protected level's policy.
    func problems(at level: NginxLevel) -> [Problem] {
        [unknownPolicy(level), lateName(level)].compactMap { $0 }
    }

    private func unknownPolicy(_ level: NginxLevel) -> Problem? {
        guard let configuration else { return nil }
        let set = level.value(of: "$gatehouse_policy")
        let name = set?.arguments.last ?? "default"
        let names = configuration.policies.map(\.name)
        guard !name.contains("$"), !names.contains(name) else { return nil }
        let known = "the configuration has " + names.prefix(5).map { quoted($0) }.joined(separator: ", ")
        let seen =
            set == nil
            ? "no policy is named, and there is none of the name \"default\""
            : "unknown policy \(quoted(name))"
        return level.problem(
            "\(seen): every request is refused with 500", at: set?.place,
            hint: Suggestion.hint(for: name, among: names) ?? known)
    }

    /// Below the include, a `set` comes too late: the server's own would win.
    private func lateName(_ level: NginxLevel) -> Problem? {
        let directives = level.block.block ?? []
        guard let request = directives.firstIndex(where: { $0.name == "auth_request" }) else { return nil }
        let late = directives[request...].first {
            $0.name == "set" && $0.arguments.count == 2 && !$0.arguments[1].isEmpty
                && ["$gatehouse_policy", "$gatehouse_require_scope"].contains($0.arguments[0])
        }
        return late.map {
            level.problem(
                "\(quoted($0.arguments[0])) is set below the include, where a value of the server's own wins",
                at: $0.place, hint: "write it above: include gatehouse_protect.conf;")
        }
    }
}
