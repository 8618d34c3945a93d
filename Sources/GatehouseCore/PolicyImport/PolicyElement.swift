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
        for content in contents {
            guard case .text(let text, let line) = content else {
                joined.append(content)
                continue
            }
            if case .text(let before, let first)? = joined.last {
                joined[joined.count - 1] = .text(
                    before + text, line: before.trimmingSpace.isEmpty ? line : first)
            } else {
                joined.append(content)
            }
        }
        contents = joined.compactMap { content in
            guard case .text(let text, let line) = content else { return content }
            let trimmed = text.trimmingSpace
            return trimmed.isEmpty ? nil : .text(trimmed, line: line)
        }
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
