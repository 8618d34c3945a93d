extension PolicyScanner {
    /// Reads `name="value"`, whatever stands in the value.
    ///
    /// - Returns: The attribute, or `nil` when none begins here; nothing was read then.
    mutating func scanAttribute() -> PolicyElement.Attribute? {
        let name = name(at: index)
        guard !name.isEmpty else { return nil }
        let line = line(at: index)
        index += name.utf8.count
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
            flaw("found \(quoted(name)) without a value", line: line)
            return PolicyElement.Attribute(name: name, value: "", line: line)
        }
        index += 1
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
        else {
            flaw("the value of \(quoted(name)) has no quotes", line: line)
            let start = index
            while index < bytes.count, !Self.isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">"),
                !isNext("/>")
            {
                index += 1
            }
            return attribute(name, start..<index, line: line)
        }
        let start = index + 1
        let end = valueEnd(from: start, quote: bytes[index])
        if end == bytes.count { flaw("the value of \(quoted(name)) does not end", line: line) }
        index = min(end + 1, bytes.count)
        return attribute(name, start..<end, line: line)
    }

    private func attribute(_ name: String, _ range: Range<Int>, line: Int) -> PolicyElement.Attribute {
        PolicyElement.Attribute(name: name, value: XMLEntities.decoded(bytes[range]), line: line)
    }

    /// Finds the quote that ends a value.
    ///
    /// An expression ends where its brackets do. Elsewhere a quote ends the value when what follows could go on a tag;
    /// one that does not is a part of the value, unless no other does either.
    private mutating func valueEnd(from start: Int, quote: UInt8) -> Int {
        var position = start
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        if isExpressionStart(position), let end = expressionEnd(from: position + 1) {
            position = end
            while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
            if position < bytes.count, bytes[position] == quote { return position }
            patience -= position - start
        }
        position = start
        var firstQuote: Int?
        var lastQuote = start
        let limit = min(bytes.count, start + Self.longestValue)
        while position < limit, patience > 0 {
            let byte = bytes[position]
            if byte == quote {
                if isTagGoingOn(after: position) {
                    if firstQuote != nil { flaw("found quotes inside a value") }
                    return position
                }
                firstQuote = firstQuote ?? position
                lastQuote = position
            } else if byte == UInt8(ascii: "\n"), firstQuote != nil, isTag(after: position) {
                flaw("found quotes inside a value")
                return lastQuote
            } else if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), isNext("{", at: position + 1),
                let end = expressionEnd(from: position + 1)
            {
                position = end
                continue
            }
            position += 1
        }
        patience -= position - start
        if let firstQuote { return firstQuote }
        return bytes[min(position, bytes.count)...].firstIndex(of: quote) ?? bytes.count
    }

    /// Whether the next line begins with a tag, so that a value with quotes before it does not go on there.
    private func isTag(after lineEnd: Int) -> Bool {
        let rest = bytes[lineEnd...].prefix(Self.longestLookahead)
        guard let first = rest.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        return isTagStart(first) || isNext("</", at: first)
    }

    /// Whether the tag goes on or ends behind a quote.
    private func isTagGoingOn(after quote: Int) -> Bool {
        var position = quote + 1
        let limit = min(bytes.count, position + Self.longestLookahead)
        while position < limit, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return true }
        if bytes[position] == UInt8(ascii: ">") || isNext("/>", at: position) { return true }
        guard position > quote + 1 else { return false }
        let name = name(at: position)
        guard !name.isEmpty else { return false }
        position += name.utf8.count
        while position < limit, Self.isSpace(bytes[position]) { position += 1 }
        return position < bytes.count && bytes[position] == UInt8(ascii: "=")
    }

    // MARK: What is where

    /// Whether a C# expression begins at a position.
    func isExpressionStart(_ position: Int) -> Bool {
        isNext("@(", at: position) || isNext("@{", at: position)
    }

    /// The position behind the bracket that closes the one at `start`, or `nil` when none does.
    mutating func expressionEnd(from start: Int) -> Int? {
        guard patience > 0 else { return nil }
        let (end, reached) = ExpressionExtent.end(in: bytes, from: start, limit: start + Self.longestValue)
        if end == nil { patience -= reached - start }
        return end
    }

    /// Whether an element's tag begins at a position; `<<XML`, with which Terraform begins a text, is none.
    func isTagStart(_ position: Int) -> Bool {
        guard isNext("<", at: position), position + 1 < bytes.count else { return false }
        return Self.isNameStart(bytes[position + 1])
            && (position == 0 || bytes[position - 1] != UInt8(ascii: "<"))
    }

    func isNext(_ text: StaticString) -> Bool { isNext(text, at: index) }

    private func isNext(_ text: StaticString, at position: Int) -> Bool {
        position < bytes.count && bytes[position...].starts(with: text.description.utf8)
    }

    mutating func skipSpace() {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    }

    /// The name at a position; empty when none begins there.
    func name(at start: Int) -> String {
        guard start < bytes.count, Self.isNameStart(bytes[start]) else { return "" }
        let end =
            bytes[start...].prefix(Self.longestName).firstIndex { !Self.isNamePart($0) }
            ?? min(bytes.count, start + Self.longestName)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (0x30...0x39).contains(byte) || "-.:".utf8.contains(byte)
    }

    private static let longestLookahead = 256
    private static let longestName = 128
    private static let longestValue = 1 << 16
}

extension StringProtocol {
    /// The text without space and line ends around it.
    var trimmingSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
