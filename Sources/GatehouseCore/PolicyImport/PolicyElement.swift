/// An element of an APIM policy document, as the document has it: placeholders and expressions as they are written.
struct PolicyElement: Equatable, Sendable {
    /// One attribute.
    struct Attribute: Equatable, Sendable {
        /// The name before the `=`.
        let name: String
        /// The value, entities replaced, not trimmed: a separator may be a space.
        let value: String
        /// The line it begins on, from 1.
        let line: Int
    }

    /// What is inside an element.
    enum Content: Equatable, Sendable {
        /// An element.
        case element(PolicyElement)
        /// Text that is more than space, trimmed, entities replaced.
        case text(String, line: Int)
    }

    /// The name, in the document's case.
    let name: String

    /// The line of its `<`, from 1.
    let line: Int

    /// The place among the document's elements, by which two that look alike differ.
    let number: Int

    /// The attributes, each name once.
    var attributes: [Attribute] = []

    /// What is inside, in order.
    var contents: [Content] = []

    /// The elements inside, in order.
    var elements: [PolicyElement] {
        contents.compactMap { content in
            if case .element(let element) = content { element } else { nil }
        }
    }

    /// The pieces of text inside, with their lines.
    var texts: [(text: String, line: Int)] {
        contents.compactMap { content in
            if case .text(let text, let line) = content { (text, line) } else { nil }
        }
    }

    /// Makes one text of those that only a comment or the end of a CDATA section parts, and leaves out what is space.
    mutating func joinTexts() {
        var joined: [Content] = []
        // Grows in its place, as there may be a comment behind each letter.
        var text = ""
        var line: Int?
        func end() {
            let trimmed = text.trimmingSpace
            if let line, !trimmed.isEmpty { joined.append(.text(trimmed, line: line)) }
            text = ""
            line = nil
        }
        for content in contents {
            switch content {
            case .element:
                end()
                joined.append(content)
            case .text(let piece, let first):
                // It begins where it is more than space.
                if line == nil, !piece.trimmingSpace.isEmpty { line = first }
                text += piece
            }
        }
        end()
        contents = joined
    }

    /// The attribute of a name.
    subscript(name: String) -> Attribute? {
        attributes.first { $0.name == name }
    }

    /// Whether this element or one inside it satisfies `condition`.
    ///
    /// Recursive: the scanner bounds the depth.
    func contains(where condition: (PolicyElement) -> Bool) -> Bool {
        condition(self) || elements.contains { $0.contains(where: condition) }
    }
}

/// A place where a document is not what XML wants, and what was made of it.
struct PolicyFlaw: Equatable, Sendable {
    /// The line, from 1.
    let line: Int
    /// What was seen, and how it was read.
    let message: String
}
