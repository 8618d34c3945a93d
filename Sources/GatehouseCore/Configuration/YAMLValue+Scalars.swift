extension YAMLValue {
    /// `true` or `false`, without quotes.
    ///
    /// YAML 1.1's `yes` and `on` are refused: half of all readers take them for text.
    ///
    /// - Returns: The value, or `nil` when a problem was reported.
    func boolean() -> Bool? {
        let expected = "true or false"
        guard let text = text(expected: expected) else { return nil }
        guard isPlain, let value = Bool(text) else {
            refuseScalar(text, expected: expected)
            return nil
        }
        return value
    }

    /// A whole number, without quotes, sign or leading zero.
    ///
    /// - Parameters:
    ///   - range: What is accepted.
    ///   - unit: What is counted, for the message: `"workers"`.
    /// - Returns: The value, or `nil` when a problem was reported.
    func integer(in range: ClosedRange<Int>, of unit: String) -> Int? {
        let expected = "\(unit) from \(range.lowerBound) to \(range.upperBound)"
        guard let text = text(expected: expected) else { return nil }
        guard isPlain, let value = decimal(text), range.contains(value) else {
            refuseScalar(text, expected: expected)
            return nil
        }
        return value
    }

    /// A share of a whole: a number from 0 to 1 with at most six digits after the point, without quotes.
    ///
    /// - Returns: The value, or `nil` when a problem was reported.
    func share() -> Double? {
        let expected = "a share from 0 to 1"
        guard let text = text(expected: expected) else { return nil }
        guard isPlain, text.wholeMatch(of: /[01](?:\.[0-9]{1,6})?/) != nil, let value = Double(text),
            value <= 1
        else {
            refuseScalar(text, expected: expected)
            return nil
        }
        return value
    }

    /// A length of time: seconds as a number, or a number with `s`, `m`, `h` or `d`.
    ///
    /// - Parameter range: What is accepted, in seconds.
    /// - Returns: The value, or `nil` when a problem was reported.
    func duration(in range: ClosedRange<Int>) -> Duration? {
        let expected = "a time from \(spelled(range.lowerBound)) to \(spelled(range.upperBound))"
        guard let text = text(expected: expected) else { return nil }
        let unit = units.first { text.last == $0.letter }
        let number = decimal(unit == nil ? text[...] : text.dropLast())
        guard let number, number <= range.upperBound else {
            refuse(
                "found \(quoted(text)), expected \(expected)",
                hint: number == nil ? "write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h" : nil)
            return nil
        }
        let seconds = number * (unit?.seconds ?? 1)
        guard range.contains(seconds) else {
            refuse("found \(quoted(text)), expected \(expected)")
            return nil
        }
        return .seconds(seconds)
    }

    /// One of a few words.
    ///
    /// - Parameter type: The words, as the raw values of an enumeration.
    /// - Returns: The value, or `nil` when a problem was reported.
    func choice<Choice>(of type: Choice.Type) -> Choice?
    where Choice: CaseIterable & RawRepresentable, Choice.RawValue == String {
        let names = type.allCases.map(\.rawValue)
        let expected = listed(names)
        guard let text = text(expected: expected) else { return nil }
        guard let value = Choice(rawValue: text) else {
            refuse(
                "found \(quoted(text)), expected \(expected)", hint: Suggestion.hint(for: text, among: names))
            return nil
        }
        return value
    }

    /// Text of one line that says something: not empty, no control characters, no space around it.
    ///
    /// The text is never in a message: it may be a secret in the wrong place.
    ///
    /// - Parameters:
    ///   - expected: What the text is, for the message: `"an audience"`.
    ///   - limit: How many bytes of UTF-8 it may have.
    /// - Returns: The text, or `nil` when a problem was reported.
    func line(expected: String, limit: Int = 2048) -> String? {
        guard let text = text(expected: expected) else { return nil }
        if text.isEmpty {
            refuse("is empty, expected \(expected)")
        } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            refuse("found a control character, expected \(expected) on one line")
        } else if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            refuse("found space around the text, expected \(expected)")
        } else if text.utf8.count > limit {
            refuse("found \(text.utf8.count) bytes, expected \(expected) of at most \(limit)")
        } else {
            return text
        }
        return nil
    }

    /// A list of texts, each as `line(expected:limit:)` wants it and each once.
    ///
    /// - Parameters:
    ///   - expected: What the list holds, for the message: `"a list of audiences"`.
    ///   - element: What one of them is: `"an audience"`.
    /// - Returns: The good elements with their places; `nil` when it is no list or an empty one.
    func lines(expected: String, element: String) -> [(value: YAMLValue, text: String)]? {
        guard let elements = list(expected: expected) else { return nil }
        var lines: [(value: YAMLValue, text: String)] = []
        for value in elements {
            guard let text = value.line(expected: element) else { continue }
            if lines.contains(where: { $0.text == text }) {
                value.refuse("found \(quoted(text)) a second time")
            } else {
                lines.append((value, text))
            }
        }
        return lines
    }
}

extension YAMLValue {
    /// Reports a number or a boolean that is none, or is text because of its quotes.
    private func refuseScalar(_ text: String, expected: String) {
        let found = quoted(text) + (isPlain ? "" : " in quotes")
        refuse("found \(found), expected \(expected)", hint: isPlain ? nil : "remove the quotes")
    }
}

/// Puts words into quotes with commas and an "or".
///
/// - Parameter names: The words, at least one.
/// - Returns: `"a", "b" or "c"`.
func listed(_ names: [String]) -> String {
    let words = names.map { quoted($0) }
    guard words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or " + words.suffix(1).joined()
}

private let units: [(letter: Character, seconds: Int)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]

private func spelled(_ seconds: Int) -> String {
    let unit = units.first { seconds > 0 && seconds % $0.seconds == 0 }
    return unit.map { "\(seconds / $0.seconds)\($0.letter)" } ?? "\(seconds)"
}

private func decimal(_ text: some StringProtocol) -> Int? {
    guard text == "0" || (text.first != "0" && text.utf8.allSatisfy { (0x30...0x39).contains($0) }) else {
        return nil
    }
    return Int(text)
}
