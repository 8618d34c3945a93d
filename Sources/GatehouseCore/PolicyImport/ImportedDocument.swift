/// What became of one policy document: its policies, and the locations that they are for.
struct ImportedDocument {
    /// A location of nginx's.
    struct Location: Equatable {
        let place: RequestCell.Place
        /// The verdicts by method; the one without a method is for all others.
        var verdicts: [Verdict]
        var headers: [String] = []
        var addresses = AddressRules()
        var dropsAuthorization = false
        /// Whether nginx has to say where the token is.
        var hasTokenParameter = false
        /// The policies that some requests to it might need, when none is sure to be as strict as the document.
        var candidates: [String] = []

        /// Whether no request to it needs a token.
        var isOpen: Bool { verdicts.allSatisfy { $0.result == .open } }
    }

    /// What becomes of requests with a method.
    struct Verdict: Equatable {
        enum Result: Equatable {
            case open
            case policy(String)
            case refused
        }

        let method: String?
        let result: Result
    }

    let entries: [ConfigurationWriter.Entry]
    let locations: [Location]

    /// Follows the statements of a document and chooses its policies.
    ///
    /// - Parameters:
    ///   - statements: The inbound statements.
    ///   - name: What policies' names begin with.
    ///   - base: The path under which the API is reached, with a `/` at its end.
    ///   - context: Where notes go.
    init(_ statements: [PolicyElement], name: String, base: String, context: ImportContext) {
        var walk = PolicyWalk(context: context, base: base)
        let isBounded = PolicyWalk.count(statements) <= PolicyWalk.mostStatements
        let ways = isBounded ? walk.follow(statements, from: [RequestWay()]) : []
        guard isBounded, !walk.isOverflowing else {
            context.note(
                statements.first?.line,
                "has more than \(isBounded ? "64 ways for a request" : "1000 statements"): no policy is made of it",
                hint: "split the document, or write the policies by hand")
            entries = []
            locations = []
            return
        }
        let selection = PolicySelection(ways: ways, checks: walk.checks, base: base, context: context)
        let names = PolicyNaming(base: name, path: base, selection: selection).names
        entries = selection.policies.indices.map { index in
            let draft = selection.policies[index]
            let sources = draft.checks.sorted().map { number in
                "<\(walk.checks[number].elementName)> on line \(walk.checks[number].line)"
            }
            let isChosen = selection.verdicts.values.contains { $0.contains { $0.verdict == .policy(index) } }
            let comment = sources.joined(separator: ", ") + (isChosen ? "" : "; no location has it")
            return ConfigurationWriter.Entry(name: names[index], draft: draft, comment: comment)
        }
        locations =
            entries.isEmpty ? [] : Self.locations(selection, ways: ways, names: names, context: context)
    }

    private static func locations(
        _ selection: PolicySelection, ways: [RequestWay], names: [String], context: ImportContext
    ) -> [Location] {
        var result: [Location] = []
        for place in selection.places {
            var location = Location(place: place, verdicts: [])
            var headers = OrderedSet<String>()
            for (method, verdict) in selection.verdicts[place] ?? [] {
                switch verdict {
                case .open: location.verdicts.append(Verdict(method: method, result: .open))
                case .refused: location.verdicts.append(Verdict(method: method, result: .refused))
                case .policy(let number):
                    location.verdicts.append(Verdict(method: method, result: .policy(names[number])))
                    let draft = selection.policies[number]
                    headers.append(contentsOf: draft.headers.map(\.name))
                    if draft.check.source == .parameter { location.hasTokenParameter = true }
                    location.dropsAuthorization = location.dropsAuthorization || draft.dropsAuthorization
                }
                for way in ways where RequestCell(place: place, method: method).isOn(way) {
                    let wasContradictory = location.addresses.isContradictory
                    location.addresses.add(way.addresses)
                    // Those of one way are noted where they are.
                    guard location.addresses.isContradictory, !wasContradictory,
                        !way.addresses.isContradictory
                    else { continue }
                    context.note(
                        nil,
                        "requests to \(quoted(place.path)) have \"<ip-filter>\"s that allow different addresses: all "
                            + "are refused in their place",
                        hint: AddressRules.hint)
                }
            }
            location.headers = headers.elements
            close(&location, context: context)
            if location.verdicts.allSatisfy({ $0.result == .refused }) {
                location.candidates = selection.candidates(for: place).map { names[$0] }
            }
            // A location that says what the one around it says is none.
            let outer = result.last { outer in
                if case .prefix(let path) = outer.place { place.path.hasPrefix(path) } else { false }
            }
            if let outer, outer.isSame(as: location) { continue }
            result.append(location)
        }
        return result
    }

    /// Asks for a token on the methods that need none in a location where others do: nginx cannot do without for some.
    private static func close(_ location: inout Location, context: ImportContext) {
        if location.isOpen {
            context.note(
                nil, "requests to \(quoted(location.place.path)) need no token: their location is a comment",
                hint: "see that no outer scope asks for one before using it")
            return
        }
        guard location.verdicts.contains(where: { $0.result == .open }) else { return }
        let fallback =
            location.verdicts.first { $0.result != .open && $0.result != .refused }?.result ?? .refused
        for (index, verdict) in location.verdicts.enumerated() where verdict.result == .open {
            location.verdicts[index] = Verdict(method: verdict.method, result: fallback)
            context.note(
                nil,
                "\(verdict.method ?? "other") requests to \(quoted(location.place.path)) need no token in APIM: here "
                    + (fallback == .refused ? "they are refused" : "they need one"),
                hint:
                    "nginx asks for all methods of a location alike; a return above the include comes before it asks"
            )
        }
    }
}

extension ImportedDocument.Location {
    fileprivate func isSame(as other: Self) -> Bool {
        verdicts == other.verdicts && headers == other.headers && addresses == other.addresses
            && dropsAuthorization == other.dropsAuthorization && candidates == other.candidates
    }
}

/// Names the policies of a document after where they apply.
struct PolicyNaming {
    private(set) var names: [String] = []

    init(base: String, path: String, selection: PolicySelection) {
        for (index, policy) in selection.policies.enumerated() {
            let suffix = index == 0 ? "" : Self.suffix(index, policy, path: path, selection: selection)
            var name = suffix.isEmpty && index > 0 ? "\(base)-\(index + 1)" : base + suffix
            name = String(name.prefix(56))
            names.append(names.contains(name) ? "\(name)-\(index + 1)" : name)
        }
    }

    private static func suffix(
        _ index: Int, _ policy: PolicyDraft, path: String, selection: PolicySelection
    ) -> String {
        for place in selection.places {
            for (method, verdict) in selection.verdicts[place] ?? [] where verdict == .policy(index) {
                let rest = place.path.dropFirst(path.count).split { !($0.isLetter || $0.isNumber) }
                return rest.map { "-\($0.lowercased())" }.joined()
                    + (method.map { "-\($0.lowercased())" } ?? "")
            }
        }
        return policy.conditionLines.last.map { "-line-\($0)" } ?? ""
    }
}
