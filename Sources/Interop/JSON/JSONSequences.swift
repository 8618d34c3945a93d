/// The elements of an array, or the values of an object, in order.
package struct JSONElements: Sequence, IteratorProtocol {
    private let parser: JSONParser
    private let skipsNames: Bool
    private var index: Int
    private let end: Int

    init(of container: JSONElement, wanted: JSONElement.Tag) {
        self.parser = container.parser
        self.skipsNames = wanted == .objectStart
        guard container.tag == wanted else {
            self.index = 0
            self.end = 0
            return
        }
        self.index = container.index + 1
        self.end = container.indexAfter - 1
    }

    package mutating func next() -> JSONElement? {
        guard index < end else { return nil }
        let element = JSONElement(parser: parser, index: skipsNames ? index + 1 : index)
        index = element.indexAfter
        return element
    }
}

/// The members of an object in order.
package struct JSONMembers: Sequence, IteratorProtocol {
    private var values: JSONElements

    init(values: JSONElements) {
        self.values = values
    }

    package mutating func next() -> (name: JSONElement, value: JSONElement)? {
        guard let value = values.next() else { return nil }
        // A name is a string on the tape, right before its value.
        return (JSONElement(parser: value.parser, index: value.index - 1), value)
    }
}
