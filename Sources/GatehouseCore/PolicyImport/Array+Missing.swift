extension Array where Element: Equatable {
    /// Appends those of `others` that are not there yet, each once.
    mutating func appendMissing(_ others: some Sequence<Element>) {
        for other in others where !contains(other) { append(other) }
    }
}
