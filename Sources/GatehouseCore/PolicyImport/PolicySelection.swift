/// Chooses the policy for each method and path.
///
/// A policy may stand for a cell only if every token that it lets in would be let in whatever way the request took:
/// on each way that such a token does not rule out, the request reaches the backend, and the checks on it are among
/// the policy's own. So nothing that nginx cannot see makes the result less strict than the document.
struct PolicySelection {
    /// What becomes of the requests of a cell.
    enum Verdict: Equatable {
        /// They need no token.
        case open
        /// A policy decides, by its number.
        case policy(Int)
        /// They are refused.
        case refused
    }

    /// The policies, each once, those that are chosen first.
    private(set) var policies: [PolicyDraft] = []

    /// The verdicts, in the order of places and methods.
    private(set) var verdicts: [RequestCell.Place: [(method: String?, verdict: Verdict)]] = [:]

    /// The places, the base first.
    let places: [RequestCell.Place]

    private let ways: [RequestWay]
    private let drafts: [(way: RequestWay, draft: PolicyDraft)]
    private let context: ImportContext

    /// Chooses.
    ///
    /// - Parameters:
    ///   - ways: All ways through the document, ended ones included.
    ///   - checks: Its checks.
    ///   - base: The path under which the API is reached.
    ///   - context: Where notes go.
    init(ways: [RequestWay], checks: [PlacedCheck], base: String, context: ImportContext) {
        self.ways = ways
        self.context = context
        drafts = ways.filter(\.isProtected).compactMap { way in
            PolicyDraft(way, checks: checks, context: context).map { (way, $0) }
        }
        let facts = Set(ways.flatMap(\.facts.keys))
        var methods: [String] = []
        var places: Set<RequestCell.Place> = []
        for fact in facts {
            switch fact {
            case .claim, .header, .unknown: break
            case .method(let method): methods.append(method)
            case .path(let path): places.insert(.exact(path))
            case .pathPrefix(let prefix): places.insert(.prefix(prefix))
            }
        }
        places.remove(.prefix(base))
        self.places = [.prefix(base)] + places.sorted { ($0.path, "\($0)") < ($1.path, "\($1)") }
        for place in self.places {
            let cells = ([nil] + methods.sorted()).map { RequestCell(place: place, method: $0) }
            verdicts[place] = cells.map { ($0.method, verdict(for: $0)) }
            noteRefusals(of: cells)
        }
        let chosen = policies
        for (_, draft) in drafts where !chosen.contains(where: { draft.isStricter(than: $0) }) {
            _ = number(of: draft)
        }
    }

    private mutating func verdict(for cell: RequestCell) -> Verdict {
        let possible = ways.filter(cell.isOn)
        if possible.allSatisfy({ $0.end == nil && $0.checks.isEmpty }) { return .open }
        var sound: [PolicyDraft] = []
        for (way, draft) in drafts where cell.isOn(way) && isSound(draft, of: way, among: possible) {
            sound.append(draft)
        }
        sound = Self.widest(Self.joined(sound))
        guard let first = sound.first else { return .refused }
        for other in sound.dropFirst() {
            context.note(
                other.conditionLines.last,
                "the policy depends on the token, which nginx cannot see: one is chosen, and "
                    + "what only another lets in is refused",
                hint: "give the callers of the other policy a location of their own")
        }
        let open = possible.first { $0.end == nil && $0.checks.isEmpty }
        if let open {
            context.note(
                open.conditionLines.last,
                "requests that need no token in APIM on this condition need one here")
        }
        return .policy(number(of: first))
    }

    /// The policies of all ways that requests to a place may take.
    func candidates(for place: RequestCell.Place) -> [Int] {
        let cells = (verdicts[place] ?? []).map { RequestCell(place: place, method: $0.method) }
        return policies.indices.filter { index in
            drafts.contains { way, draft in
                cells.contains { $0.isOn(way) } && draft.isStricter(than: policies[index])
            }
        }
    }

    /// Whether a token that a policy lets in is let in on every possible way.
    private func isSound(_ draft: PolicyDraft, of way: RequestWay, among possible: [RequestWay]) -> Bool {
        possible.allSatisfy { other in
            (other.end == nil && Set(other.checks).isSubset(of: draft.checks))
                || Self.rulesOut(other, requirementsOf: way, check: draft.check)
        }
    }

    /// Whether a token that has what a policy requires cannot be on another way.
    private static func rulesOut(_ other: RequestWay, requirementsOf way: RequestWay, check: TokenCheck)
        -> Bool
    {
        // Whoever has a token in a header has the header.
        if case .header(let name) = check.source.comparable {
            let isWithoutToken = other.facts.contains { fact, isTrue in
                guard case .header(let test) = fact else { return false }
                return test.name == name && test.excludesToken(whenTrue: isTrue)
            }
            if isWithoutToken { return true }
        }
        for (fact, isTrue) in way.facts where isTrue {
            guard case .claim(let test) = fact, test.requirement != nil,
                test.token == check.source.comparable
            else { continue }
            if other.facts[fact] == false { return true }
            let presence = ClaimTest(token: test.token, claim: test.claim, kind: .present)
            if other.facts[.claim(presence)] == false { return true }
            guard case .equal(let text) = test.kind else { continue }
            let isOtherValue = other.facts.contains { fact, isTrue in
                guard isTrue, case .claim(let rival) = fact, rival.token == test.token,
                    rival.claim == test.claim,
                    case .equal(let otherText) = rival.kind
                else { return false }
                return otherText.lowercased() != text.lowercased()
            }
            if isOtherValue { return true }
        }
        return false
    }

    /// Joins policies that differ in a value of one claim only.
    private static func joined(_ drafts: [PolicyDraft]) -> [PolicyDraft] {
        var result: [PolicyDraft] = []
        for draft in drafts {
            if let index = result.firstIndex(where: { $0.either(draft) != nil }),
                let either = result[index].either(draft)
            {
                result[index] = either
            } else {
                result.append(draft)
            }
        }
        return result
    }

    /// Leaves out policies that let in no more than another one.
    private static func widest(_ drafts: [PolicyDraft]) -> [PolicyDraft] {
        var result: [PolicyDraft] = []
        for draft in drafts {
            if result.contains(where: { draft.isStricter(than: $0) }) { continue }
            result.removeAll { $0.isStricter(than: draft) }
            result.append(draft)
        }
        return result
    }

    private mutating func number(of draft: PolicyDraft) -> Int {
        if let known = policies.firstIndex(where: draft.isSame) { return known }
        policies.append(draft)
        return policies.count - 1
    }

    /// Notes why requests are refused, once for those that are for the same reason.
    private func noteRefusals(of cells: [RequestCell]) {
        guard !drafts.isEmpty else { return }
        let refused = cells.filter { cell in
            verdicts[cell.place]?.contains { $0.method == cell.method && $0.verdict == .refused } ?? false
        }
        let reasons = refused.map(reason)
        for (cell, reason) in zip(refused, reasons) {
            let isShared = refused.count == cells.count && reasons.allSatisfy { $0 == reason }
            let method = isShared || cells.count == 1 ? "" : (cell.method ?? "other") + " "
            let which = "\(method)requests to \(quoted(cell.place.path))"
            if reason.isAnswered {
                context.note(
                    reason.line, "\(which) are answered by APIM itself: nginx refuses them",
                    hint: "write what they should get in the location")
            } else {
                context.note(
                    reason.line,
                    "what \(which) need depends on something that cannot be carried over: nginx refuses them",
                    hint: "choose a policy for them in nginx, if one of those in the configuration is right")
            }
        }
    }

    private struct RefusalReason: Equatable {
        let line: Int?
        let isAnswered: Bool
    }

    private func reason(ofRefusing cell: RequestCell) -> RefusalReason {
        let possible = ways.filter(cell.isOn)
        let answers = possible.map { way in
            if case .answered(let line)? = way.end { line } else { nil as Int? }
        }
        if !answers.contains(nil) { return RefusalReason(line: answers.first ?? nil, isAnswered: true) }
        let unknown = possible.lazy.compactMap { way in
            if case .unknown(let line)? = way.end { line } else { nil as Int? }
        }.first
        return RefusalReason(line: possible.flatMap(\.conditionLines).last ?? unknown, isAnswered: false)
    }
}
