/// One thing that an operator must know about an imported policy.
package struct ImportNote: Hashable, Sendable {
    /// The line of the policy document, from 1; `nil` when it is about the whole of it.
    package let line: Int?

    /// What was seen and what became of it: one line, never with a secret or an expression's text.
    package let message: String

    /// What to do about it, or `nil`.
    package let hint: String?

    /// Creates a note; see the properties.
    package init(line: Int?, message: String, hint: String? = nil) {
        self.line = line
        self.message = message
        self.hint = hint
    }

    /// The note as the terminal shows it: a line, and a second one when there is a hint.
    ///
    /// - Parameter file: The document's name, as the operator gave it.
    /// - Returns: The lines, without a line end after the last.
    package func report(file: String) -> String {
        let place = line.map { "\(file):\($0)" } ?? file
        let first = "gatehouse: note: \(place): \(message)"
        return hint.map { "\(first)\ngatehouse: hint: \($0)" } ?? first
    }
}
