/// What a condition of the model asks of a header.
enum ModelHeaderTest: CaseIterable {
    /// `GetValueOrDefault(name, "") == "delete"`
    case deleting
    /// `string.IsNullOrEmpty(GetValueOrDefault(name, ""))`
    case empty
    /// `GetValueOrDefault(name, "") == "read"`
    case reading
    /// `GetValueOrDefault(name, "").Equals("read", StringComparison.OrdinalIgnoreCase)`
    case readingInAnyCase
    /// `GetValueOrDefault(name, "read") == "read"`
    case readingUnlessPresent
    /// `ContainsKey(name)`
    case present

    /// Whether it is true of a header; `nil` when there is none.
    func holds(for text: String?) -> Bool {
        switch self {
        case .deleting: text == "delete"
        case .empty: (text ?? "").isEmpty
        case .reading: text == "read"
        case .readingInAnyCase: text?.lowercased() == "read"
        case .readingUnlessPresent: text == nil || text == "read"
        case .present: text != nil
        }
    }

    /// The expression.
    func expression(of name: String) -> String {
        let text = "context.Request.Headers.GetValueOrDefault(\"\(name)\", \"\")"
        return switch self {
        case .deleting: "\(text) == \"delete\""
        case .empty: "string.IsNullOrEmpty(\(text))"
        case .reading: "\(text) == \"read\""
        case .readingInAnyCase: "\(text).Equals(\"read\", StringComparison.OrdinalIgnoreCase)"
        case .readingUnlessPresent:
            "context.Request.Headers.GetValueOrDefault(\"\(name)\", \"read\") == \"read\""
        case .present: "context.Request.Headers.ContainsKey(\"\(name)\")"
        }
    }

    /// Texts of which each test is true of one and false of another; `nil` for no header.
    static let texts: [String?] = [nil, "", "read", "READ", "delete"]
}
