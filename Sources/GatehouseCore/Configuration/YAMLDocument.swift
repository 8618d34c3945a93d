internal import Yams

/// A configuration file as a tree of nodes that know their lines, within bounds.
struct YAMLDocument {
    /// The top of the tree.
    let root: Node

    /// The true names of keys that `renameDuplicate` replaced, by their replacements.
    let renamedKeys: [String: String]

    /// The largest file that is read, in bytes.
    static let largestFile = 1 << 20

    /// Parses `yaml`.
    ///
    /// Yams stops at a duplicate key. So that the rest of the file is judged in the same run, the first of the
    /// two is given another name and the text is parsed again; `YAMLMap` reports it.
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
        var text = yaml
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        var renamedKeys: [String: String] = [:]
        while true {
            do {
                guard let root = try Parser(yaml: text, encoding: .utf8).singleRoot() else {
                    problems.add("is empty", line: 1, path: "", hint: "it needs \"issuers\" and \"policies\"")
                    return nil
                }
                guard isBounded(root, problems: problems) else { return nil }
                return YAMLDocument(root: root, renamedKeys: renamedKeys)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let name = names.first ?? ""
                let replacement = "\u{E000}\(renamedKeys.count)"
                guard renamedKeys.count < mostDuplicates,
                    let renamed = text.replacing(name, at: context.mark, with: replacement)
                else {
                    problems.add("duplicate key \(quoted(name))", line: context.mark.line, path: "")
                    return nil
                }
                renamedKeys[replacement] = name
                text = renamed
            } catch {
                YAMLComplaint(error, in: text).report(to: problems)
                return nil
            }
        }
    }

    /// Walks the whole tree once, aliases expanded, and refuses one that is larger or deeper than any
    /// configuration: a few lines of aliases to aliases can stand for billions of nodes.
    private static func isBounded(_ root: Node, problems: ProblemCollector) -> Bool {
        var remaining = mostNodes
        var pending = [(node: root, depth: 1)]
        while let (node, depth) = pending.popLast() {
            remaining -= 1
            guard remaining > 0, depth <= deepestNode else {
                let limit =
                    depth > deepestNode ? "\(deepestNode) levels" : "\(mostNodes) values, aliases included"
                problems.add("has more than \(limit)", line: node.mark?.line ?? 1, path: "")
                return false
            }
            switch node {
            case .mapping(let mapping):
                for (key, value) in mapping { pending += [(key, depth + 1), (value, depth + 1)] }
            case .sequence(let sequence):
                for element in sequence { pending.append((element, depth + 1)) }
            case .alias, .scalar:
                break
            }
        }
        return true
    }

    private static let deepestNode = 32
    private static let mostDuplicates = 100
    private static let mostNodes = 100_000
}

extension String {
    /// Replaces a key, quoted or not, that stands at a mark.
    ///
    /// - Returns: The new text, or `nil` when `name` is not what stands there (an escape in a quoted key).
    fileprivate func replacing(_ name: String, at mark: Mark, with replacement: String) -> String? {
        guard var start = index(at: mark) else { return nil }
        let scalars = unicodeScalars
        if start < scalars.endIndex, scalars[start] == "\"" || scalars[start] == "'" {
            start = scalars.index(after: start)
        }
        guard scalars[start...].starts(with: name.unicodeScalars) else { return nil }
        let end = scalars.index(start, offsetBy: name.unicodeScalars.count)
        return String(scalars[..<start]) + replacement + String(scalars[end...])
    }

    private func index(at mark: Mark) -> String.Index? {
        let scalars = unicodeScalars
        var index = scalars.startIndex
        var line = 1
        while line < mark.line {
            guard index < scalars.endIndex else { return nil }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let isHalfBreak = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
            if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar), !isHalfBreak { line += 1 }
        }
        return scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex)
    }
}
