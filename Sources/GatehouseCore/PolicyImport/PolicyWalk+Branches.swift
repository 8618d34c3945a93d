extension PolicyWalk {
    mutating func choose(_ element: PolicyElement, from ways: [RequestWay]) -> [RequestWay] {
        var done: [RequestWay] = []
        var rest = ways
        for branch in element.elements {
            switch branch.name {
            case "when":
                var others: [RequestWay] = []
                for way in rest {
                    let condition = condition(of: branch, on: way)
                    for (way, outcome) in split(way, condition) {
                        switch outcome {
                        case .holds: done += follow(branch.elements, from: [marked(way, branch)])
                        case .fails: done.append(ended(way, .answered(line: branch.line)))
                        case .holdsNot: others.append(marked(way, branch))
                        }
                    }
                    // Before the next one parts as well: each branch would multiply them.
                    guard isBounded(done.count + others.count) else { return [] }
                }
                rest = others
            case "otherwise":
                done += follow(branch.elements, from: rest)
                rest = []
            default:
                context.note(
                    branch.line,
                    "\(quoted("<\(branch.name)>")) in \"<choose>\" is unknown, and is not carried over")
                if branch.contains(where: Self.decides) {
                    rest = rest.map { ended($0, .unknown(line: branch.line)) }
                }
            }
        }
        return done + rest
    }

    /// Passes by a `choose` that decides nothing, unless APIM fails in a condition of it.
    mutating func passBy(_ element: PolicyElement, from ways: [RequestWay]) -> [RequestWay] {
        OtherStatement(context: context, element: element).noteIdleChoice()
        var rest = ways
        for branch in element.elements where branch.name == "when" {
            var next: [RequestWay] = []
            for way in rest {
                let condition = conditions(on: way).read(expression(in: branch["condition"]))
                guard condition.canFail(ofTokens: tokens(on: way)) else {
                    next.append(way)
                    continue
                }
                for (way, outcome) in split(way, condition) {
                    if case .fails = outcome {
                        next.append(ended(way, .answered(line: branch.line)))
                    } else {
                        next.append(way)
                    }
                }
                guard isBounded(next.count) else { return [] }
            }
            rest = next
        }
        return rest
    }

    /// The claim whose absence makes APIM fail in a statement.
    func failure(of statement: PolicyElement, on way: RequestWay) -> ClaimTest? {
        let attribute = statement.name == "set-variable" ? statement["value"] : nil
        let text = statement.name == "set-header" ? statement.elements.first?.texts.first : nil
        let source = attribute.map { ($0.value, $0.line) } ?? text.map { ($0.text, $0.line) }
        guard let source, case .expression(let source) = context.value(source.0, line: source.1),
            let expression = CSharpExpression(policyExpression: source),
            let value = reading(on: way).claim(expression), value.failsWhenAbsent,
            tokens(on: way).contains(value.token)
        else { return nil }
        let test = ClaimTest(token: value.token, claim: value.claim, kind: .present)
        return test.requirement == nil ? nil : test
    }

    /// The places of the tokens that are checked on a way; the usual one is likely to be checked later.
    private func tokens(on way: RequestWay) -> Set<TokenCheck.Source> {
        Set(way.checks.map { checks[$0].check.source.comparable } + [.header("authorization")])
    }

    private func expression(in attribute: PolicyElement.Attribute?) -> CSharpExpression? {
        guard let attribute,
            case .expression(let source) = context.value(attribute.value, line: attribute.line)
        else { return nil }
        return CSharpExpression(policyExpression: source)
    }

    private func condition(of branch: PolicyElement, on way: RequestWay) -> RequestCondition {
        let known = unknowns.count
        let condition = conditions(on: way).read(expression(in: branch["condition"]))
        if unknowns.count > known || condition.asksForHeader(otherThan: tokens(on: way)) {
            context.note(
                branch.line,
                "the condition of \"<when>\" asks for something that nginx and Gatehouse do not see, "
                    + "in part or as a whole",
                hint: "known are the method, the beginning of the path or all of it, and claims of a token "
                    + "that was checked before")
        }
        return condition
    }

    private func conditions(on way: RequestWay) -> ConditionReading {
        ConditionReading(
            tokens: reading(on: way), base: base, isRequestUnchanged: way.isRequestUnchanged,
            unknowns: unknowns)
    }

    enum Outcome {
        case fails
        case holds
        case holdsNot
    }

    /// Parts a way by a condition.
    private mutating func split(_ way: RequestWay, _ condition: RequestCondition) -> [(RequestWay, Outcome)] {
        guard !isOverflowing else { return [] }
        var result: [(RequestWay, Outcome)] = []
        switch condition {
        case .constant(let value): return [(way, value ? .holds : .holdsNot)]
        case .fact(let fact):
            if let known = way.facts[fact] { return [(way, known ? .holds : .holdsNot)] }
            for value in [true, false] {
                var way = way
                way.facts[fact] = value
                result.append((way, value ? .holds : .holdsNot))
            }
        case .not(let inner):
            for (way, outcome) in split(way, inner) {
                switch outcome {
                case .fails: result.append((way, .fails))
                case .holds: result.append((way, .holdsNot))
                case .holdsNot: result.append((way, .holds))
                }
            }
        case .and(let left, let right):
            for (way, outcome) in split(way, left) {
                if case .holds = outcome {
                    result += split(way, right)
                } else {
                    result.append((way, outcome))
                }
            }
        case .or(let left, let right):
            for (way, outcome) in split(way, left) {
                if case .holdsNot = outcome {
                    result += split(way, right)
                } else {
                    result.append((way, outcome))
                }
            }
        case .whenPresent(let test, let inner):
            for (way, outcome) in split(way, .fact(.claim(test))) {
                if case .holds = outcome { result += split(way, inner) } else { result.append((way, .fails)) }
            }
        }
        return isBounded(result.count) ? result : []
    }

    private func marked(_ way: RequestWay, _ branch: PolicyElement) -> RequestWay {
        var way = way
        if !way.conditionLines.contains(branch.line) { way.conditionLines.append(branch.line) }
        return way
    }

    func ended(_ way: RequestWay, _ end: RequestWay.End) -> RequestWay {
        var way = way
        way.end = end
        return way
    }
}
