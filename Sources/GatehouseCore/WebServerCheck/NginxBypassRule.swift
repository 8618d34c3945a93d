/// `return` and `rewrite` run before access is checked: what they answer in a protected location is not protected.
enum NginxBypassRule {
    /// Finds what answers at a protected level before the check.
    static func problems(at level: NginxLevel) -> [Problem] {
        guard !isPreflight(level) else { return [] }
        return (level.block.block ?? []).compactMap { directive in
            switch directive.name {
            case "return": problem(ofReturn: directive, at: level)
            case "rewrite": problem(ofRewrite: directive, at: level)
            default: nil
            }
        }
    }

    /// A refusal needs no token; everything else that is said here is said to everybody.
    private static func problem(ofReturn directive: NginxDirective, at level: NginxLevel) -> Problem? {
        if let status = directive.arguments.first.flatMap({ Int($0) }), (400...599).contains(status) {
            return nil
        }
        return level.problem(
            "\(quoted(text(of: directive))) answers before access is checked, so nobody needs a token",
            at: directive.place,
            hint: "put it into a location of its own, without gatehouse_protect.conf")
    }

    private static func problem(ofRewrite directive: NginxDirective, at level: NginxLevel) -> Problem? {
        let target = directive.arguments.dropFirst().first ?? ""
        let flag = directive.arguments.dropFirst(2).first
        let isRedirect =
            ["permanent", "redirect"].contains(flag) || target.hasPrefix("http://")
            || target.hasPrefix("https://") || target.hasPrefix("$scheme")
        if isRedirect {
            return level.problem(
                "\(quoted(text(of: directive))) redirects before access is checked, so nobody needs a token",
                at: directive.place,
                hint: "put it into a location of its own, without gatehouse_protect.conf")
        }
        guard flag != "break" else { return nil }
        return level.problem(
            "\(quoted(text(of: directive))) leaves this location before access is checked",
            at: directive.place,
            hint: "see that the location it leads to is protected as well, or stay here with \"break\"",
            severity: .warning)
    }

    /// A preflight (CORS) is let pass on purpose; gatehouse_cors.conf knows one by its variable.
    private static func isPreflight(_ level: NginxLevel) -> Bool {
        let condition = level.block.arguments.joined(separator: " ").filter { !"\"'() ".contains($0) }
        let preflights = ["$request_method=OPTIONS", "$gatehouse_cors_preflight"]
        return level.block.name == "if" && preflights.contains(condition)
    }

    private static func text(of directive: NginxDirective) -> String {
        ([directive.name] + directive.arguments).joined(separator: " ")
    }
}
