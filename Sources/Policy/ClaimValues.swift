internal import JSON

extension JSONElement {
    /// The value as text: a string as it is, anything else as its JSON text.
    var text: String { string ?? jsonText }

    /// The values of a claim as rules compare them.
    ///
    /// An array's are those of its elements; a string with a separator has several. `null` is no value.
    ///
    /// - Parameter separator: What separates the values in a string, or `nil` when a string is one value.
    /// - Returns: The values; none for `null` and for an array without elements.
    func claimValues(separator: String?) -> [String] {
        switch kind {
        case .array: elements.filter { $0.kind != .null }.map(\.text)
        case .null: []
        case .boolean, .number, .object: [jsonText]
        case .string: (string ?? "").values(separator: separator)
        }
    }
}

extension String {
    fileprivate func values(separator: String?) -> [String] {
        guard let separator else { return [self] }
        return split(separator: separator).map(String.init)
    }
}
