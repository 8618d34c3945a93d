/// Values in the order in which they came, each once.
///
/// A policy may have as many values as fit into it, so none is looked for among those before it.
struct OrderedSet<Element: Hashable>: Hashable {
    /// The values.
    private(set) var elements: [Element] = []

    private var known: Set<Element> = []

    /// Adds a value, unless it is there.
    mutating func append(_ element: Element) {
        if known.insert(element).inserted { elements.append(element) }
    }

    /// Adds the values that are not there yet.
    mutating func append(contentsOf others: some Sequence<Element>) {
        for other in others { append(other) }
    }

    /// Adds the values that are not there yet.
    mutating func append(contentsOf others: Self) {
        // Copies of one set share their storage, and are compared at once.
        if elements.isEmpty {
            self = others
        } else if self != others {
            append(contentsOf: others.elements)
        }
    }

    /// Whether a value is there.
    func contains(_ element: Element) -> Bool { known.contains(element) }

    /// Takes the value at a position of `elements` out.
    mutating func remove(at index: Int) -> Element {
        let element = elements.remove(at: index)
        known.remove(element)
        return element
    }

    /// Whether two have the same values in the same order.
    static func == (one: Self, other: Self) -> Bool { one.elements == other.elements }

    func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}
