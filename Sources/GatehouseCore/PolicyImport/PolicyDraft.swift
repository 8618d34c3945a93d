/// A policy of the configuration to be.
struct PolicyDraft: Equatable {
    /// What a token must satisfy.
    var check: TokenCheck

    /// What conditions on the way ask of the token's claims besides.
    var requirements: Set<TokenCheck.RequiredClaim>

    /// The numbers of the checks in `check`.
    let checks: Set<Int>

    /// The claims that are sent on.
    var headers: [RequestWay.Header]

    /// Whether the `Authorization` header is kept from the backend.
    var dropsAuthorization: Bool

    /// The lines of the conditions of its way.
    var conditionLines: [Int]

    /// Makes the policy of a way; fails when the configuration has no one policy for its checks, which is noted.
    ///
    /// - Parameters:
    ///   - way: A way that reaches the backend and has checks.
    ///   - checks: The checks of the document.
    ///   - context: Where notes go.
    init?(_ way: RequestWay, checks: [PlacedCheck], context: ImportContext) {
        guard let first = way.checks.first else { return nil }
        var check = checks[first].check
        for number in way.checks.dropFirst() {
            guard check.narrow(to: checks[number].check) else {
                context.note(
                    checks[number].line,
                    "\(quoted("<\(checks[number].elementName)>")) follows another one (line \(checks[first].line)), and "
                        + "Gatehouse has no policy that asks for both: neither is carried over",
                    hint: "write two locations, the outer one passing on to the inner one")
                return nil
            }
        }
        self.check = check
        self.checks = Set(way.checks)
        var requirements: Set<TokenCheck.RequiredClaim> = []
        for (fact, isTrue) in way.facts where isTrue {
            guard case .claim(let test) = fact, let requirement = test.requirement,
                test.token == check.source.comparable
            else { continue }
            requirements.insert(requirement)
        }
        // A claim with a value is there.
        let valued = Set(requirements.filter { !$0.values.isEmpty }.map(\.name))
        self.requirements = requirements.filter { !$0.values.isEmpty || !valued.contains($0.name) }
        headers = way.headers.filter { $0.token == check.source.comparable }
        for header in way.headers where header.token != check.source.comparable {
            context.note(
                way.headerLines[header.name],
                "the header \(quoted(header.name)) has a claim of a token that is not checked, and is not carried over"
            )
        }
        dropsAuthorization = way.dropsAuthorization
        conditionLines = way.conditionLines
    }

    /// Whether another policy is the same, wherever it comes from.
    func isSame(as other: PolicyDraft) -> Bool {
        check == other.check && requirements == other.requirements && headers == other.headers
            && dropsAuthorization == other.dropsAuthorization
    }

    /// Whether every token that this lets in is one that `other` lets in, too.
    func isStricter(than other: PolicyDraft) -> Bool {
        other.checks.isSubset(of: checks) && other.requirements.allSatisfy(implies)
    }

    /// Whether every token that has what this policy requires has what `requirement` says.
    private func implies(_ requirement: TokenCheck.RequiredClaim) -> Bool {
        requirements.contains { own in
            guard own.name == requirement.name else { return false }
            if requirement.values.isEmpty { return !own.values.isEmpty || own == requirement }
            return own == requirement
                || (own.separator == requirement.separator && !own.matchesAll && !requirement.matchesAll
                    && !own.values.isEmpty && Set(own.values).isSubset(of: requirement.values))
        }
    }

    /// One policy that lets in what either does, when they differ in a value of one claim only.
    func either(_ other: PolicyDraft) -> PolicyDraft? {
        guard checks == other.checks, headers == other.headers,
            dropsAuthorization == other.dropsAuthorization,
            let own = requirements.subtracting(other.requirements).only,
            let others = other.requirements.subtracting(requirements).only,
            own.name == others.name, own.separator == others.separator, !own.matchesAll, !others.matchesAll,
            !own.values.isEmpty, !others.values.isEmpty
        else { return nil }
        var result = self
        var claim = own
        claim.values += others.values.filter { !own.values.contains($0) }
        result.requirements.remove(own)
        result.requirements.insert(claim)
        result.conditionLines += other.conditionLines.filter { !conditionLines.contains($0) }
        return result
    }
}

extension Set {
    fileprivate var only: Element? { count == 1 ? first : nil }
}
