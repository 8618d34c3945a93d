/// A map of the file, in its order.
struct YAMLMap {
    /// A key with its value.
    struct Entry {
        /// The key, as written.
        let key: String

        /// What stands behind it; its line is the key's.
        let value: YAMLValue
    }

    /// The map itself, as the place of problems that concern all of it.
    let value: YAMLValue

    /// The entries, each key once.
    let entries: [Entry]

    /// The value of a key, or `nil` when it is absent.
    subscript(key: String) -> YAMLValue? {
        entries.first { $0.key == key }?.value
    }

    /// The keys of a list that are present, in the order of that list.
    ///
    /// - Parameter keys: The keys to look for.
    /// - Returns: Those that the map has.
    func present(among keys: [String]) -> [Entry] {
        keys.compactMap { key in entries.first { $0.key == key } }
    }

    /// Reports every key that is not known here.
    ///
    /// - Parameter vocabulary: What this map is and its keys.
    func refuseUnknownKeys(_ vocabulary: Vocabulary) {
        for entry in entries where !vocabulary.keys.contains(entry.key) {
            value.problems.add(
                "unknown key \(quoted(entry.key))", line: entry.value.line, path: value.path,
                hint: vocabulary.hint(for: entry.key))
        }
    }
}
