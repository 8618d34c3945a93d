internal import Yams

/// One value of the file, with its place: asked for a type, it gives that or reports what it is instead.
struct YAMLValue {
    /// Its place in the document, such as `policies.orders.audiences[0]`.
    let path: String

    /// Its line; that of its key, when it has one.
    let line: Int

    /// Where its problems go.
    let problems: ProblemCollector

    private let node: Node
    private let document: YAMLDocument

    /// The top of a document.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - problems: Where problems go.
    init(_ document: YAMLDocument, problems: ProblemCollector) {
        path = ""
        line = document.root.mark?.line ?? 1
        node = document.resolved(document.root)
        self.document = document
        self.problems = problems
    }

    private init(_ node: Node, path: String, line: Int, parent: YAMLValue) {
        self.node = parent.document.resolved(node)
        self.path = path
        self.line = line
        problems = parent.problems
        document = parent.document
    }

    /// Reports an error at this place.
    ///
    /// - Parameters:
    ///   - message: What was seen and what was expected.
    ///   - hint: What to do about it.
    func refuse(_ message: String, hint: String? = nil) {
        problems.add(message, line: line, path: path, hint: hint)
    }

    /// Reports a warning at this place.
    ///
    /// - Parameters:
    ///   - message: What was seen.
    ///   - hint: What to do about it.
    func warn(_ message: String, hint: String? = nil) {
        problems.add(message, line: line, path: path, hint: hint, severity: .warning)
    }

    /// The value as text, numbers and `true` as they are written.
    ///
    /// - Parameter expected: What the value should be, for the message.
    /// - Returns: The text, which may be empty, or `nil` when a problem was reported.
    func text(expected: String = "text") -> String? {
        guard case .scalar(let scalar) = node, !isNull else {
            refuse("found \(kind), expected \(expected)")
            return nil
        }
        let tag = scalar.tag.rawValue
        guard tag.isEmpty || tag.hasPrefix("tag:yaml.org,2002:") else {
            refuse(
                "found the tag \(quoted(tag)), expected \(expected)",
                hint: "tags are not supported: remove it")
            return nil
        }
        return document.text(of: scalar)
    }

    /// Whether `text(expected:)` would give a text.
    var isText: Bool { node.scalar != nil && !isNull }

    /// Whether the value is written without quotes; a quoted `"60"` is text, not a number.
    var isPlain: Bool { node.scalar?.style == .plain }

    /// The elements of a list.
    ///
    /// - Parameters:
    ///   - expected: What the list holds, for the message: `"a list of audiences"`.
    ///   - canBeEmpty: Whether a list without elements means something.
    /// - Returns: Its elements, or `nil` when a problem was reported.
    func list(expected: String, canBeEmpty: Bool = false) -> [YAMLValue]? {
        guard case .sequence(let sequence) = node else {
            refuse(
                "found \(kind), expected \(expected)",
                hint: isText ? "write [ … ] around it, or \"- \" before it" : nil)
            return nil
        }
        guard canBeEmpty || !sequence.isEmpty else {
            refuse("is empty, expected \(expected)")
            return nil
        }
        return sequence.enumerated().map { index, element in
            YAMLValue(element, path: "\(path)[\(index)]", line: element.mark?.line ?? line, parent: self)
        }
    }

    /// The entries of a map, duplicate keys reported.
    ///
    /// - Parameter expected: What the map holds, for the message: `"a map of issuers"`.
    /// - Returns: Its entries, or `nil` when a problem was reported.
    func map(expected: String) -> YAMLMap? {
        guard case .mapping(let mapping) = node else {
            refuse("found \(kind), expected \(expected)")
            return nil
        }
        var entries: [YAMLMap.Entry] = []
        for (key, value) in mapping {
            let keyLine = key.mark?.line ?? line
            guard case .scalar(let scalar) = key, YAMLDocument.alias(key) == nil else {
                let kind = YAMLDocument.alias(key) == nil ? Self.kind(of: key) : "an alias"
                problems.add("found \(kind) as a key, expected text", line: keyLine, path: path)
                continue
            }
            let name = document.text(of: scalar)
            if let first = entries.first(where: { $0.key == name }) {
                problems.add(
                    "duplicate key \(quoted(name))", line: keyLine, path: path,
                    hint: "it is first on line \(first.value.line)")
                continue
            }
            let childPath = path.isEmpty ? escaped(name) : "\(path).\(escaped(name))"
            let child = YAMLValue(value, path: childPath, line: keyLine, parent: self)
            entries.append(YAMLMap.Entry(key: name, value: child))
        }
        return YAMLMap(value: self, entries: entries)
    }

    private var kind: String { isNull ? "nothing" : Self.kind(of: node) }

    private var isNull: Bool {
        isPlain && ["", "~", "null", "Null", "NULL"].contains(node.scalar?.string)
    }

    private static func kind(of node: Node) -> String {
        switch node {
        case .mapping: "a map"
        case .sequence: "a list"
        case .alias, .scalar: "a single value"
        }
    }
}
