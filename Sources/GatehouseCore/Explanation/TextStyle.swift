/// How words of a report stand out.
package enum TextStyle: Sendable {
    /// By colour, with the terminal's own (ECMA-48 SGR): for a person at a terminal.
    case coloured

    /// Not at all: for files, pipes and terminals without colours.
    case plain

    func good(_ text: String) -> String { sequence("32", text) }

    func bad(_ text: String) -> String { sequence("1;31", text) }

    func faint(_ text: String) -> String { sequence("31", text) }

    func hint(_ text: String) -> String { sequence("36", text) }

    private func sequence(_ code: String, _ text: String) -> String {
        self == .plain ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
