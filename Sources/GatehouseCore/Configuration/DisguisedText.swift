internal import Yams

/// The text of a file in the form in which Yams gets it: see `YAMLDocument`.
struct DisguisedText {
    /// The text, `*` replaced and some keys renamed; each line and column is where it was, but for what follows a
    /// renamed key on its line.
    private(set) var text: String

    /// The disguised names of keys that were renamed, by their new ones.
    private(set) var renamedKeys: [String: String] = [:]

    /// Disguises `yaml`.
    ///
    /// Fails when it holds one of the characters that are used for it, itself or as an escape.
    ///
    /// - Parameter yaml: The text; whoever wrote the file controls it.
    init?(_ yaml: String) {
        let isTaken = yaml.unicodeScalars.contains { $0 == Self.star || $0 == Self.renamed }
        let lowercased = yaml.lowercased()
        guard !isTaken, !Self.escapes.contains(where: { lowercased.contains($0) }) else { return nil }
        var scalars = String.UnicodeScalarView(yaml.unicodeScalars.map { $0 == "*" ? Self.star : $0 })
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        text = String(scalars)
    }

    /// Undoes the disguise of `*`.
    ///
    /// - Parameter text: A part of the disguised text.
    /// - Returns: What the file has there.
    static func revealed(_ text: String) -> String {
        guard text.unicodeScalars.contains(star) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == star ? "*" : $0 }))
    }

    /// The anchor's name in an alias.
    ///
    /// - Parameter text: The disguised text of a scalar without quotes.
    /// - Returns: What follows the `*`, or `nil` when the scalar does not begin with one.
    static func aliasName(in text: String) -> String? {
        text.unicodeScalars.first == star ? String(text.unicodeScalars.dropFirst()) : nil
    }

    /// Gives another name to a key, quoted or not.
    ///
    /// - Parameters:
    ///   - name: The key's disguised name.
    ///   - mark: Where it stands.
    /// - Returns: Whether it was renamed: not when something else stands there (an escape in a quoted key), nor
    ///   after a hundred keys.
    mutating func rename(_ name: String, at mark: Mark) -> Bool {
        guard renamedKeys.count < Self.mostRenamed, var start = index(of: mark) else { return false }
        let scalars = text.unicodeScalars
        if start < scalars.endIndex, scalars[start] == "\"" || scalars[start] == "'" {
            start = scalars.index(after: start)
        }
        guard scalars[start...].starts(with: name.unicodeScalars) else { return false }
        let end = scalars.index(start, offsetBy: name.unicodeScalars.count)
        let replacement = "\(Self.renamed)\(renamedKeys.count)"
        renamedKeys[replacement] = name
        text = String(scalars[..<start]) + replacement + String(scalars[end...])
        return true
    }

    private func index(of mark: Mark) -> String.Index? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var line = 1
        while line < mark.line {
            guard index < scalars.endIndex else { return nil }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let isHalfBreak = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
            if Self.lineBreaks.contains(scalar), !isHalfBreak { line += 1 }
        }
        return scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex)
    }

    private static let escapes = ["\\ue000", "\\ue001", "\\u0000e000", "\\u0000e001"]
    private static let lineBreaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
    private static let mostRenamed = 100
    private static let renamed: Unicode.Scalar = "\u{E000}"
    private static let star: Unicode.Scalar = "\u{E001}"
}
