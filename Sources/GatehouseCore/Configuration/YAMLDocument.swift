internal import Yams

/// A configuration file as a tree of nodes that know their lines, within bounds.
///
/// Yams puts a copy of the anchored node in the place of each alias and compares whole keys, so that a few lines
/// of aliases to aliases cost it hours. It therefore never sees one: every `*` is a private character to it, and
/// the aliases are followed here, counted.
struct YAMLDocument {
    /// The top of the tree.
    let root: Node

    private let anchors: [String: Node]
    private let renamedKeys: [String: String]

    /// The largest file that is read, in bytes.
    static let largestFile = 1 << 20

    /// Parses `yaml`.
    ///
    /// Yams stops at a duplicate key. So that the rest of the file is judged in the same run, the first of the
    /// two is given another name and the text is parsed again; `YAMLValue.map(expected:)` reports it.
    ///
    /// - Parameters:
    ///   - yaml: The text; whoever wrote the file controls it.
    ///   - problems: Where the reason goes when the text is no usable YAML.
    /// - Returns: The document, or `nil` when a problem was reported.
    static func parse(_ yaml: String, problems: ProblemCollector) -> YAMLDocument? {
        guard yaml.utf8.count <= largestFile else {
            problems.add("is larger than 1 MiB", line: 1, path: "")
            return nil
        }
        guard var text = DisguisedText(yaml) else {
            problems.add(
                "found one of the characters U+E000 and U+E001, which no setting needs", line: 1, path: "")
            return nil
        }
        while true {
            do {
                // The parser owns the anchors of its nodes.
                let parser = try Parser(yaml: text.text, encoding: .utf8)
                guard let root = try parser.singleRoot() else {
                    problems.add("is empty", line: 1, path: "", hint: "it needs \"issuers\" and \"policies\"")
                    return nil
                }
                let document = withExtendedLifetime(parser) {
                    YAMLDocument(root: root, anchors: anchoredNodes(in: root), renamedKeys: text.renamedKeys)
                }
                return document.isBounded(problems: problems) ? document : nil
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let name = names.first ?? ""
                guard text.rename(name, at: context.mark) else {
                    let key = quoted(DisguisedText.revealed(name))
                    problems.add("duplicate key \(key)", line: context.mark.line, path: "")
                    return nil
                }
            } catch {
                YAMLComplaint(error, in: yaml).report(to: problems)
                return nil
            }
        }
    }

    /// The text of a scalar, as it stands in the file.
    ///
    /// - Parameter scalar: A scalar of this document that is no alias.
    /// - Returns: Its text; that of a key as it was before it was renamed.
    func text(of scalar: Node.Scalar) -> String {
        DisguisedText.revealed(renamedKeys[scalar.string] ?? scalar.string)
    }

    /// Follows a node that is an alias.
    ///
    /// - Parameter node: A node of this document.
    /// - Returns: The anchored node, or `node` itself when it is none.
    func resolved(_ node: Node) -> Node {
        var node = node
        while let name = Self.alias(node), let target = anchors[name] { node = target }
        return node
    }

    /// The name in a node that is an alias.
    ///
    /// - Parameter node: A node of a document.
    /// - Returns: The anchor's name, or `nil` when the node is none.
    static func alias(_ node: Node) -> String? {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
        return DisguisedText.aliasName(in: scalar.string)
    }

    private static func anchoredNodes(in root: Node) -> [String: Node] {
        var anchors: [String: Node] = [:]
        var pending = [root]
        while let node = pending.popLast() {
            if let anchor = node.anchor { anchors[anchor.rawValue] = node }
            pending += children(of: node)
        }
        return anchors
    }

    private static func children(of node: Node) -> [Node] {
        switch node {
        case .mapping(let mapping): mapping.flatMap { [$0.key, $0.value] }
        case .sequence(let sequence): Array(sequence)
        case .alias, .scalar: []
        }
    }

    /// Walks the whole tree once, aliases followed, and refuses one that is larger or deeper than any
    /// configuration, or has an alias to nothing.
    private func isBounded(problems: ProblemCollector) -> Bool {
        var remaining = Self.mostNodes
        var pending = [(node: root, depth: 1)]
        while let (node, depth) = pending.popLast() {
            let line = node.mark?.line ?? 1
            remaining -= 1
            guard remaining > 0, depth <= Self.deepestNode else {
                let limit = remaining > 0 ? "\(Self.deepestNode) levels" : "\(Self.mostNodes) values"
                problems.add("has more than \(limit), aliases followed", line: line, path: "")
                return false
            }
            guard let name = Self.alias(node) else {
                pending += Self.children(of: node).map { ($0, depth + 1) }
                continue
            }
            guard let target = anchors[name] else {
                problems.add(
                    "found no anchor for the alias \(quoted("*" + DisguisedText.revealed(name)))", line: line,
                    path: "",
                    hint: "text that begins with \"*\" needs quotes")
                return false
            }
            pending.append((target, depth + 1))
        }
        return true
    }

    private static let deepestNode = 32
    private static let mostNodes = 100_000
}
