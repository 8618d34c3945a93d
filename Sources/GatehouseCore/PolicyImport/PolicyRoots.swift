/// Finds the inbound statements in what a file holds.
struct PolicyRoots {
    let context: ImportContext

    /// The statements of each document.
    ///
    /// A file may hold a whole tree, a section, a fragment, or statements alone. Statements that stand alone belong to
    /// one document until a second check comes.
    ///
    /// - Parameter roots: The elements that are in no other one.
    /// - Returns: The documents in their order.
    func documents(in roots: [PolicyElement]) -> [[PolicyElement]] {
        var documents: [[PolicyElement]] = []
        var loose: [PolicyElement] = []
        for root in roots {
            let isWrapper = root.elements.contains { ["policies", "inbound", "fragment"].contains($0.name) }
            let isStatement = !isWrapper && !Self.containers.contains(root.name)
            let isSecondCheck =
                CheckReading.elementNames.contains(root.name)
                && loose.contains { CheckReading.elementNames.contains($0.name) }
            if !loose.isEmpty, !isStatement || isSecondCheck {
                documents.append(loose)
                loose = []
            }
            switch root.name {
            case "policies": documents.append(inbound(of: root))
            case "inbound", "fragment":
                documents.append(statements(of: root))
            case "backend", "outbound", "on-error": note(section: root)
            default:
                if isWrapper { documents += self.documents(in: root.elements) } else { loose.append(root) }
            }
        }
        return documents + (loose.isEmpty ? [] : [loose])
    }

    private func inbound(of root: PolicyElement) -> [PolicyElement] {
        noteTexts(of: root)
        var statements: [PolicyElement] = []
        for child in root.elements {
            switch child.name {
            case "inbound": statements += self.statements(of: child)
            case "backend", "outbound", "on-error": note(section: child)
            default:
                context.note(
                    child.line,
                    "\(quoted("<\(child.name)>")) is in no section: it is taken for an inbound statement")
                statements.append(child)
            }
        }
        return statements
    }

    /// The statements of a section, without the sections that are in it because it was not closed.
    private func statements(of section: PolicyElement) -> [PolicyElement] {
        noteTexts(of: section)
        return section.elements.filter { element in
            guard ["backend", "outbound", "on-error"].contains(element.name) else { return true }
            note(section: element)
            return false
        }
    }

    /// Notes a section that does something; the usual ones only go on.
    private func note(section: PolicyElement) {
        let others = section.elements.filter { !["base", "forward-request"].contains($0.name) }
        guard let first = others.first else { return }
        var different = OrderedSet<String>()
        different.append(contentsOf: others.map { "<\($0.name)>" })
        let names = different.elements
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and others" : "")
        context.note(
            first.line, "the section \(quoted("<\(section.name)>")) is not carried over: it has \(shown)",
            hint: section.name == "on-error"
                ? "refusals have Gatehouse's own answers; nginx's error_page can change them" : nil)
    }

    private func noteTexts(of element: PolicyElement) {
        for (text, line) in element.texts {
            context.note(
                line, "text in \(quoted("<\(element.name)>")) is ignored",
                hint: Placeholder.hint(forText: text))
        }
    }

    private static let containers: Set<String> = [
        "backend", "fragment", "inbound", "on-error", "outbound", "policies",
    ]
}
