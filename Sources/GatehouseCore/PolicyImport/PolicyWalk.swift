/// Follows all ways that a request may take through the inbound statements of a document.
struct PolicyWalk {
    let context: ImportContext

    /// The path under which the API is reached, with a `/` at its end.
    let base: String

    /// The different checks that were met, each once.
    private(set) var checks: [PlacedCheck] = []

    /// The numbers of the checks in `checks`.
    private var checkNumbers: [TokenCheck: Int] = [:]

    /// What became of each check on the first way that met it, by the number of its element; `nil` when it cannot be
    /// carried over.
    private var readings: [Int: PlacedCheck?] = [:]

    /// Whether there are more ways than this follows: then nothing is known about any.
    private(set) var isOverflowing = false

    /// What has no counterpart, counted.
    let unknowns = UnknownFacts()

    init(context: ImportContext, base: String) {
        self.context = context
        self.base = base
    }

    /// Follows the statements.
    ///
    /// Recursive: the scanner bounds the depth.
    ///
    /// - Parameters:
    ///   - statements: The elements, in order.
    ///   - ways: The ways that lead there.
    /// - Returns: The ways that lead on, and those that ended.
    mutating func follow(_ statements: [PolicyElement], from ways: [RequestWay]) -> [RequestWay] {
        var ways = ways
        for statement in statements {
            var next = ways.filter { $0.end != nil }
            var live = ways.filter { $0.end == nil }
            ways = []
            if statement.name == "choose", statement.contains(where: Self.decides) {
                next += choose(statement, from: live)
            } else if statement.name == "choose" {
                next += passBy(statement, from: live)
            } else if ["limit-concurrency", "retry"].contains(statement.name) {
                context.note(
                    statement.line, "\(quoted("<\(statement.name)>")) is not carried over, what is in it is")
                next += follow(statement.elements, from: live)
            } else {
                for index in live.indices {
                    // Taken out, so that what it knows grows in its place instead of being copied.
                    var way = live[index]
                    live[index] = RequestWay()
                    if let test = failure(of: statement, on: way), way.facts[.claim(test)] != true {
                        var failed = ended(way, .answered(line: statement.line))
                        failed.facts[.claim(test)] = false
                        next.append(failed)
                        way.facts[.claim(test)] = true
                    }
                    take(statement, on: &way)
                    next.append(way)
                }
            }
            ways = next
            guard isBounded(ways.count) else { return [] }
        }
        return ways
    }

    /// Whether there are no more ways than this follows; if there are, it follows none any more.
    mutating func isBounded(_ count: Int) -> Bool {
        if count > Self.mostWays { isOverflowing = true }
        return !isOverflowing
    }

    // MARK: Statements

    private mutating func take(_ statement: PolicyElement, on way: inout RequestWay) {
        switch statement.name {
        case "validate-jwt", "validate-azure-ad-token": check(statement, on: &way)
        case "return-response", "mock-response": way.end = .answered(line: statement.line)
        case "set-header":
            HeaderStatement(context: context, element: statement, reading: reading(on: way)).take(on: &way)
        case "set-variable": setVariable(statement, on: &way)
        default: OtherStatement(context: context, element: statement).take(on: &way)
        }
        // One that was not closed has what follows in it.
        if !Self.decides(statement), statement.contains(where: Self.decides) {
            context.note(
                statement.line,
                "\(quoted("<\(statement.name)>")) has a check or an answer in it, which cannot be carried over"
            )
            way.end = .unknown(line: statement.line)
        }
    }

    private mutating func check(_ element: PolicyElement, on way: inout RequestWay) {
        let reading = CheckReading(context: context, element: element, expressions: reading(on: way))
        let read: PlacedCheck?
        if let known = readings[element.number] {
            read = reading.read(like: known)
        } else {
            read = reading.read()
            readings.updateValue(read, forKey: element.number)
        }
        guard let placed = read else {
            way.end = .unknown(line: element.line)
            return
        }
        if !isTokenUnchanged(placed.check.source, on: way) {
            context.note(
                element.line,
                "\(quoted("<\(element.name)>")) looks at something that was changed before: it is not carried over"
            )
            way.end = .unknown(line: element.line)
            return
        }
        let number = checkNumbers[placed.check] ?? checks.count
        if number == checks.count {
            checkNumbers[placed.check] = number
            checks.append(placed)
        }
        if !way.checks.contains(number) { way.checks.append(number) }
        if let variable = placed.outputVariable {
            way.tokens[variable] = placed.check.source.comparable
            way.variables[variable] = nil
        }
    }

    private func isTokenUnchanged(_ source: TokenCheck.Source, on way: RequestWay) -> Bool {
        switch source.comparable {
        case .header(let name): !way.changedHeaders.contains(name)
        case .parameter: true
        case .query: way.isQueryUnchanged
        }
    }

    private func setVariable(_ element: PolicyElement, on way: inout RequestWay) {
        guard let name = element["name"]?.value else { return }
        way.variables[name] = nil
        way.tokens[name] = nil
        guard let attribute = element["value"],
            case .expression(let source) = context.value(attribute.value, line: attribute.line),
            let expression = CSharpExpression(policyExpression: source)
        else { return }
        way.variables[name] = reading(on: way).read(expression)
    }

    /// What expressions mean on a way.
    func reading(on way: RequestWay) -> TokenExpressionReading {
        TokenExpressionReading(
            variables: way.variables, tokens: way.tokens, changedHeaders: way.changedHeaders)
    }

    /// Whether an element lets requests in or keeps them out by itself.
    static func decides(_ element: PolicyElement) -> Bool {
        CheckReading.elementNames.contains(element.name) || element.name == "return-response"
            || element.name == "mock-response" || element.name == "ip-filter"
            || OtherStatement.refusing.contains(element.name)
    }

    /// How many statements there are, with the branches of choices.
    ///
    /// Recursive: the scanner bounds the depth.
    static func count(_ statements: [PolicyElement]) -> Int {
        statements.reduce(0) { $0 + 1 + (followed.contains($1.name) ? count($1.elements) : 0) }
    }

    private static let followed: Set<String> = ["choose", "limit-concurrency", "otherwise", "retry", "when"]

    /// The most statements of a document, each of which is met on each way, and adds to what the way knows.
    static let mostStatements = 1_000

    private static let mostWays = 64
}
