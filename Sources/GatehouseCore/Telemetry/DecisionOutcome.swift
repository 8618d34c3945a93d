internal import Policy

/// What came of a decision as far as decisions are counted: the outcome and, unless it is an allow, the reason.
///
/// There are few of them, whatever tokens and clients say: they become labels of metrics.
struct DecisionOutcome: Hashable, Sendable {
    /// Whether the request went through.
    enum Kind: String, CaseIterable, Sendable {
        /// Let in.
        case allow
        /// Kept out.
        case refuse
        /// Refused by a policy that only reports, and let through.
        case report
    }

    /// Its place among all of them, for counters in a row.
    let index: Int

    /// Let in.
    static let allow = DecisionOutcome(index: 0)

    /// All of them, in the order of their places.
    static let all = (0..<count).map(DecisionOutcome.init(index:))

    /// How many there are.
    static let count = 1 + 2 * reasons.count

    /// The words of `Refusal.reason`, and the one that stands for a word that is missing here.
    static let reasons = [
        "InsufficientScope", "InternalError", "JwtInvalid", "KeysUnavailable", "PolicyNotFound",
        "TokenAudienceNotAllowed", "TokenClaimNotFound", "TokenClaimValueNotAllowed", "TokenExpired",
        "TokenIssuerNotAllowed", "TokenNotPresent", "TokenNotYetValid", "TokenSignatureInvalid",
        "TokenSignatureKeyNotFound", "Other",
    ]

    /// The outcome of a refusal.
    ///
    /// - Parameters:
    ///   - reason: One of `reasons`; any other word counts as `Other`.
    ///   - isReportOnly: Whether the request went through all the same.
    init(reason: String, isReportOnly: Bool = false) {
        let position = Self.positions[reason] ?? Self.reasons.count - 1
        index = 1 + position + (isReportOnly ? Self.reasons.count : 0)
    }

    private init(index: Int) {
        self.index = index
    }

    /// Whether the request went through.
    var kind: Kind {
        if index == 0 { .allow } else { index <= Self.reasons.count ? .refuse : .report }
    }

    /// Why it is refused; `nil` for an allow.
    var reason: String? {
        index == 0 ? nil : Self.reasons[(index - 1) % Self.reasons.count]
    }

    private static let positions = Dictionary(
        uniqueKeysWithValues: reasons.enumerated().map { ($0.element, $0.offset) })
}

/// A decision as it is counted.
package struct CountedDecision: Hashable, Sendable {
    /// The policy's place in its table; `nil` when the request named none that there is.
    let policy: Int?

    /// What came of it.
    let outcome: DecisionOutcome
}

extension Decision {
    /// How the decision is counted.
    var counted: CountedDecision {
        let outcome = refusal.map { DecisionOutcome(reason: $0.reason, isReportOnly: isReportOnly) }
        return CountedDecision(policy: policy?.position, outcome: outcome ?? .allow)
    }
}
