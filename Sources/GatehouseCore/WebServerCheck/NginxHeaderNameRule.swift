/// Headers with underscores and other odd names stay out, as nginx has it by default: a backend may take X_Auth_Subject for
/// X-Auth-Subject.
enum NginxHeaderNameRule {
    /// Finds settings that let them in where requests are protected.
    static func problems(at level: NginxLevel) -> [Problem] {
        guard let server = level.serverLevel else { return [] }
        return [("underscores_in_headers", "on"), ("ignore_invalid_headers", "off")].compactMap {
            name, value in
            guard let directive = server.last(name), directive.arguments == [value] else { return nil }
            return Problem(
                file: directive.place.file, line: directive.place.line,
                message:
                    "found \"\(name) \(value)\": a client's \"X_Auth_Subject\" reaches the backend, which may take it "
                    + "for \"X-Auth-Subject\"",
                hint: "leave it at its default in servers with protected locations")
        }
    }
}
