/// Reads an APIM policy document into a tree of elements.
///
/// Real policies are not well-formed XML: APIM's own editor writes C# with raw quotes, `<` and `&&` into attributes
/// and text, and templates have placeholders of Terraform's in them. So this takes whatever it can make sense of and
/// says where that was not what XML wants. It needs time in proportion to the document's length.
struct PolicyScanner {
    /// What a document holds.
    struct Document {
        /// The elements that are in no other one, in order; `nil` when the document goes beyond a bound.
        var roots: [PolicyElement]?
        /// Where it is not well-formed; where it goes beyond a bound, last.
        var flaws: [PolicyFlaw]
    }

    let bytes: [UInt8]
    var index = 0
    var flaws: [PolicyFlaw] = []

    /// How many more bytes may be looked at in vain: an expression that never ends is looked through once, and a
    /// document of many such would otherwise take time in proportion to its square.
    var patience: Int

    private var open: [PolicyElement] = [PolicyElement(name: "", line: 0, number: 0)]
    private var elementCount = 0
    private var countedLine = 1
    private var countedIndex = 0

    /// Reads a document.
    ///
    /// - Parameter bytes: The document, which anybody may have written. Bytes that are no UTF-8 are replaced.
    /// - Returns: Its elements and flaws.
    static func scan(_ bytes: [UInt8]) -> Document {
        guard bytes.count <= largestDocument else {
            return Document(roots: nil, flaws: [PolicyFlaw(line: 1, message: "is larger than 1 MiB")])
        }
        var scanner = PolicyScanner(bytes)
        if let excess = scanner.scanAll() {
            return Document(roots: nil, flaws: scanner.flaws + [excess])
        }
        return Document(roots: scanner.open[0].elements, flaws: scanner.flaws)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        patience = bytes.count * 8
    }

    /// Reads to the end.
    ///
    /// - Returns: The bound that the document goes beyond, or `nil`.
    private mutating func scanAll() -> PolicyFlaw? {
        while index < bytes.count {
            if isNext("<!--") {
                skip(to: "-->", what: "the comment")
            } else if isNext("<![CDATA[") {
                scanCharacterData()
            } else if isNext("<!") || isNext("<?") {
                skip(to: ">", what: "the declaration")
            } else if isNext("</") {
                scanEndTag()
            } else if isTagStart(index) {
                if let excess = scanStartTag() { return excess }
                if open.count > Self.deepest {
                    return PolicyFlaw(line: line(at: index), message: "has more than \(Self.deepest) levels")
                }
                if elementCount > Self.mostElements {
                    return PolicyFlaw(
                        line: line(at: index), message: "has more than \(Self.mostElements) elements")
                }
            } else {
                scanText()
            }
        }
        while open.count > 1 { close(isImplied: true) }
        return nil
    }

    // MARK: Tags

    /// Reads a start tag.
    ///
    /// - Returns: The bound that it goes beyond, or `nil`.
    private mutating func scanStartTag() -> PolicyFlaw? {
        elementCount += 1
        var element = PolicyElement(
            name: name(at: index + 1), line: line(at: index), number: elementCount)
        index += 1 + element.name.utf8.count
        var isClosed = false
        var hasJunk = false
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] != UInt8(ascii: "<") else {
                flaw("found no \">\" after \(quoted("<" + element.name))", line: element.line)
                break
            }
            if bytes[index] == UInt8(ascii: ">") {
                index += 1
                break
            }
            if isNext("/>") {
                index += 2
                isClosed = true
                break
            }
            guard let attribute = scanAttribute() else {
                if !hasJunk { flaw("found something that is no attribute, which is ignored") }
                hasJunk = true
                index += 1
                continue
            }
            if element[attribute.name] == nil {
                // Each attribute is compared with those before it.
                guard element.attributes.count < Self.mostAttributes else {
                    return PolicyFlaw(
                        line: attribute.line,
                        message: "has an element with more than \(Self.mostAttributes) attributes")
                }
                element.attributes.append(attribute)
            } else {
                flaw(
                    "found \(quoted(attribute.name)) a second time: the first one counts",
                    line: attribute.line)
            }
        }
        open.append(element)
        if isClosed { close(isImplied: false) }
        return nil
    }

    private mutating func scanEndTag() {
        let start = index
        let name = name(at: index + 2)
        index += 2 + name.utf8.count
        while index < bytes.count, bytes[index] != UInt8(ascii: ">"), bytes[index] != UInt8(ascii: "<") {
            index += 1
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
        guard open.dropFirst().contains(where: { $0.name == name }) else {
            flaw("found \(quoted("</\(name)>")), which closes nothing: ignored", line: line(at: start))
            return
        }
        while let last = open.last, last.name != name { close(isImplied: true) }
        close(isImplied: false)
    }

    /// Makes the innermost open element a part of the one around it.
    private mutating func close(isImplied: Bool) {
        guard open.count > 1, var element = open.popLast() else { return }
        if isImplied {
            let tag = quoted("<\(element.name)>")
            flaw("\(tag) is not closed: it is taken to end with what is around it", line: element.line)
        }
        element.joinTexts()
        open[open.count - 1].contents.append(.element(element))
    }

    // MARK: Text

    private mutating func scanText() {
        let start = index
        var isAtBeginning = true
        while index < bytes.count {
            if isAtBeginning, isExpressionStart(index) {
                isAtBeginning = false
                if let end = expressionEnd(from: index + 1) {
                    index = end
                    continue
                }
            }
            let byte = bytes[index]
            if byte == UInt8(ascii: "<"), isTagStart(index) || isNext("</") || isNext("<!") || isNext("<?") {
                break
            }
            if !Self.isSpace(byte) { isAtBeginning = false }
            index += 1
        }
        append(text: XMLEntities.decoded(bytes[start..<index]), from: start)
    }

    private mutating func scanCharacterData() {
        let start = index + 9
        skip(to: "]]>", what: "the CDATA section")
        let end = bytes[..<index].suffix(3).elementsEqual("]]>".utf8) ? index - 3 : index
        append(text: String(decoding: bytes[start..<max(start, end)], as: UTF8.self), from: start)
    }

    /// Adds text to the innermost open element; what a comment or a CDATA section cuts in pieces is one text.
    private mutating func append(text: String, from start: Int) {
        guard !text.isEmpty, open.count > 1 else { return }
        let first = bytes[start..<max(start, index)].firstIndex { !Self.isSpace($0) } ?? start
        open[open.count - 1].contents.append(.text(text, line: line(at: first)))
    }

    // MARK: Places

    /// Adds a flaw, on the line of `index` unless another is given.
    mutating func flaw(_ message: String, line: Int? = nil) {
        guard flaws.count < Self.mostFlaws else { return }
        flaws.append(PolicyFlaw(line: line ?? self.line(at: index), message: message))
    }

    /// The line of a position, from 1.
    ///
    /// Counted on from the last question; one that goes back is as rare as the start of an element is behind the
    /// end of its tag, and starts from the position asked for.
    mutating func line(at position: Int) -> Int {
        if position < countedIndex {
            let between = bytes[position..<countedIndex].count { $0 == UInt8(ascii: "\n") }
            countedLine -= between
        } else {
            countedLine += bytes[countedIndex..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") }
        }
        countedIndex = min(position, bytes.count)
        return countedLine
    }

    private mutating func skip(to end: StaticString, what: String) {
        let start = index
        while index < bytes.count, !isNext(end) { index += 1 }
        guard index < bytes.count else {
            flaw("\(what) that begins here does not end: the rest is ignored", line: line(at: start))
            return
        }
        index += end.utf8CodeUnitCount
    }

    private static let deepest = 64
    private static let largestDocument = 1 << 20
    private static let mostAttributes = 256
    private static let mostElements = 50_000
    private static let mostFlaws = 100
}
