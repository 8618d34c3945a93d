import TestTokens

/// Judges requests by API Management's rules, as its documentation has them.
struct ModelJudge {
    let request: ModelRequest
    let now: Int64

    private struct Failure: Error {}

    /// Whether the request reaches the backend.
    func admits(_ statements: [ModelStatement]) -> Bool {
        do {
            return try runs(statements)
        } catch {
            // What fails is answered with an error.
            return false
        }
    }

    private func runs(_ statements: [ModelStatement]) throws -> Bool {
        for statement in statements {
            switch statement {
            case .addresses(let isAllowed, let networks):
                if networks.contains(where: { $0.contains(request.address) }) != isAllowed { return false }
            case .check(let check): if !passes(check) { return false }
            case .refuse: return false
            case .choose(let branches, let otherwise):
                var taken = otherwise ?? []
                for branch in branches where try holds(branch.condition) {
                    taken = branch.statements
                    break
                }
                if try !runs(taken) { return false }
            }
        }
        return true
    }

    // MARK: Checks

    private func passes(_ check: ModelCheck) -> Bool {
        guard check.keys.contains(request.key) else { return false }
        if !check.issuers.isEmpty, !check.issuers.contains(values(of: "iss").first ?? "") { return false }
        if !check.audiences.isEmpty, !values(of: "aud").contains(where: check.audiences.contains) {
            return false
        }
        if case .integer(let expiry)? = request.claims["exp"] {
            if now >= expiry + check.clockSkew { return false }
        } else if check.requiresExpiry {
            return false
        }
        if case .integer(let start)? = request.claims["nbf"], now < start - check.clockSkew { return false }
        return check.claims.allSatisfy(passes)
    }

    private func passes(_ claim: ModelCheck.Claim) -> Bool {
        var presented = values(of: claim.name)
        if let separator = claim.separator {
            presented = presented.flatMap { $0.split(separator: separator).map(String.init) }
        }
        guard !presented.isEmpty else { return false }
        if claim.values.isEmpty { return true }
        return claim.matchesAll
            ? claim.values.allSatisfy(presented.contains) : claim.values.contains(where: presented.contains)
    }

    /// The values of a claim: an array's elements, or the one that there is.
    private func values(of claim: String) -> [String] {
        switch request.claims[claim] {
        case .array(let elements): elements.map(text)
        case .some(let value): [text(value)]
        case nil: []
        }
    }

    private func text(_ value: TestJSON) -> String { value.string ?? value.text }

    // MARK: Conditions

    private func holds(_ condition: ModelCondition) throws -> Bool {
        switch condition {
        case .and(let left, let right): try holds(left) && holds(right)
        case .or(let left, let right): try holds(left) || holds(right)
        case .not(let inner): try !holds(inner)
        case .mode(let test): test.holds(for: request.mode)
        case .method(let method): request.method == method
        case .path(let path): request.path == path
        case .pathPrefix(let prefix): request.path.hasPrefix(prefix)
        case .unknown: request.hasUnknownHeader
        case .key(let claim, _): request.claims[claim] != nil
        case .equal(let claim, let value, _): joined(claim) == value
        case .substring(let claim, let value, _): joined(claim).contains(value)
        case .part(let claim, let value, _): joined(claim).split(separator: " ").contains { $0 == value }
        case .element(let claim, let value, _):
            try element(claim, value)
        }
    }

    private func element(_ claim: String, _ value: String) throws -> Bool {
        guard request.claims[claim] != nil else { throw Failure() }
        return values(of: claim).contains(value)
    }

    private func joined(_ claim: String) -> String { values(of: claim).joined(separator: ",") }
}
