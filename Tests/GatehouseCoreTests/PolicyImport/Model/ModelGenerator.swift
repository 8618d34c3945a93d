import TestTokens

/// Makes policies, and requests that are near to what they ask for.
struct ModelGenerator {
    private var random: SplitMix64
    private let now: Int64

    init(seed: UInt64, now: Int64) {
        random = SplitMix64(seed: seed)
        self.now = now
    }

    // MARK: Policies

    /// Makes a policy's inbound statements.
    mutating func policy() -> [ModelStatement] {
        var statements: [ModelStatement] = []
        var variable: String?
        if chance(8, in: 10) {
            let check = check()
            variable = check.variable
            statements.append(.check(check))
        }
        if chance(2, in: 10) {
            for _ in 0..<Int.random(in: 1...2, using: &random) { statements.append(addresses()) }
        }
        if chance(3, in: 10) { statements.append(modes(depth: 0)) }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            statements.append(choose(variable: variable, depth: 0))
        }
        return statements
    }

    private mutating func choose(variable: String?, depth: Int) -> ModelStatement {
        let branches = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            (condition: condition(variable, depth: 0), statements: branch(variable, depth: depth))
        }
        return .choose(branches, otherwise: chance(5, in: 10) ? branch(variable, depth: depth) : nil)
    }

    private mutating func branch(_ variable: String?, depth: Int) -> [ModelStatement] {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: [.refuse]
        case 4..<7: [.check(check())]
        case 7 where chance(3, in: 10): [addresses()]
        case 7 where depth < 2: [choose(variable: variable, depth: depth + 1)]
        default: []
        }
    }

    /// Conditions about one header inside of one another, so that many can not be true together.
    private mutating func modes(depth: Int) -> ModelStatement {
        let branches = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            (
                condition: ModelCondition.mode(pick(ModelHeaderTest.allCases)),
                statements: modeBranch(depth: depth)
            )
        }
        return .choose(branches, otherwise: modeBranch(depth: depth))
    }

    private mutating func modeBranch(depth: Int) -> [ModelStatement] {
        if depth < 2, chance(6, in: 10) { return [modes(depth: depth + 1)] }
        return chance(3, in: 10) ? [.refuse] : []
    }

    private mutating func addresses() -> ModelStatement {
        let networks = pick([["10.0.0.0/8"], ["10.1.1.1"], ["10.1.0.0/16", "192.0.2.1"], ["192.0.2.0/24"]])
        return .addresses(isAllowed: chance(5, in: 10), networks.map(ModelNetwork.init))
    }

    private mutating func check() -> ModelCheck {
        let keys = pick([["k1"], ["k2"], ["k1", "k2"]])
        let audiences = pick([[], ["orders"], ["orders", "shared"], ["shared"]])
        return ModelCheck(
            keys: keys, issuers: pick([[], ["https://one.example"], ["https://one.example", "two"]]),
            audiences: audiences, claims: (0..<pick([0, 0, 1, 2])).map { _ in claim() },
            requiresExpiry: chance(8, in: 10), clockSkew: pick([0, 0, 60]),
            variable: pick([nil, "jwt", "jwt", "token"]))
    }

    private mutating func claim() -> ModelCheck.Claim {
        let separator: String? = pick([nil, " ", nil])
        let values = pick([["read"], ["read", "write"], ["admin", "read"], [], ["1"]])
        return ModelCheck.Claim(
            name: pick(Self.claimNames), matchesAll: chance(5, in: 10),
            separator: values.isEmpty ? nil : separator, values: values)
    }

    private mutating func condition(_ variable: String?, depth: Int) -> ModelCondition {
        if depth < 3, chance(4, in: 10) {
            let left = condition(variable, depth: depth + 1)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .not(left)
            case 1: return .and(left, condition(variable, depth: depth + 1))
            default: return .or(left, condition(variable, depth: depth + 1))
            }
        }
        let place: ModelTokenPlace = variable.map { chance(7, in: 10) ? .variable($0) : .header } ?? .header
        let claim = pick(Self.claimNames)
        let value = pick(Self.values)
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: return .method(pick(Self.methods))
        case 2: return .path(pick(Self.paths))
        case 3: return .pathPrefix(pick(["/", "/admin", "/admin/users", "/reports/"]))
        case 4: return .unknown
        case 5: return .key(claim: claim, place)
        case 6, 7: return .element(claim: claim, value: value, place)
        case 8: return .equal(claim: claim, value: value, place)
        case 12, 13: return .mode(pick(ModelHeaderTest.allCases))
        case 9: return .part(claim: claim, value: value, place)
        default: return .substring(claim: claim, value: value, place)
        }
    }

    // MARK: Requests

    /// Makes a request with a token.
    ///
    /// Claims that are never arrays by their specification are none here either.
    mutating func request() -> ModelRequest {
        var claims: TestJSON = [
            "iss": .string(pick(["https://one.example", "https://one.example", "two", "three"])),
            "aud": pick(["orders", "orders", ["shared", "orders"], "other", "shared"]),
            "exp": .integer(now + pick([600, 600, 600, 1, 0, -30, -61])),
            "nbf": .integer(now - pick([600, 600, 0, -30, -61])),
        ]
        if chance(1, in: 10) { claims["exp"] = nil }
        if chance(7, in: 10) {
            claims["scp"] = .string(pick(["read", "read write", "write", "admin", "reading"]))
        }
        if chance(6, in: 10) { claims["oid"] = .string(pick(Self.values)) }
        for name in ["roles", "level"] where chance(7, in: 10) {
            claims[name] = pick([
                ["read"], ["write", "read"], ["admin"], "read", "read write", [], ["readers"],
                ["admin", "read"],
                "admin", 1, ["read write"], true,
            ])
        }
        return ModelRequest(
            method: pick(Self.methods), path: pick(Self.paths), hasUnknownHeader: false, mode: nil,
            address: pick(["10.1.1.1", "10.1.2.3", "10.2.3.4", "192.0.2.1"]),
            key: pick(["k1", "k1", "k2"]), claims: claims)
    }

    private mutating func chance(_ part: Int, in whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private static let claimNames = ["roles", "roles", "scp", "level", "oid"]
    private static let methods = ["GET", "POST", "DELETE"]
    private static let paths = ["/", "/admin", "/admin/users", "/admin/users/7", "/reports/1", "/orders"]
    private static let values = ["read", "write", "admin", "1"]
}
