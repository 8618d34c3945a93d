package import JOSE
internal import JSON

/// What listens to a decision being made.
///
/// The daemon's listens to nothing and costs nothing; `explain`'s keeps each step.
package protocol EvaluationTrace {
    /// Whether the rules after the first refusal are to be applied too.
    static var wantsEveryRule: Bool { get }

    /// Takes note of one check.
    ///
    /// - Parameters:
    ///   - check: What was looked at.
    ///   - refusal: What the check had against the token, or `nil` when it passed.
    ///   - seen: What was seen.
    ///   - accepted: What is accepted.
    mutating func record(
        _ check: String, refusal: Refusal?, seen: @autoclosure () -> String,
        accepted: @autoclosure () -> String)

    /// Takes note of the token once it has been taken apart; nobody has checked its signature yet.
    mutating func read(_ jws: borrowing UnverifiedJWS)
}

/// Listens to nothing.
package struct NoTrace: EvaluationTrace {
    package static let wantsEveryRule = false

    package init() {}

    package mutating func record(
        _ check: String, refusal: Refusal?, seen: @autoclosure () -> String,
        accepted: @autoclosure () -> String
    ) {}

    package mutating func read(_ jws: borrowing UnverifiedJWS) {}
}

/// Keeps every step.
package struct StepTrace: EvaluationTrace {
    /// One check of a decision.
    package struct Step: Hashable, Sendable {
        /// What was looked at.
        package let check: String

        /// What the check had against the token, or `nil` when it passed.
        package let refusal: Refusal?

        /// What was seen.
        package let seen: String

        /// What is accepted.
        package let accepted: String
    }

    package static let wantsEveryRule = true

    /// The steps in the order they were taken.
    package private(set) var steps: [Step] = []

    /// The payload of the token as JSON, good only to guess what is wrong with it; `nil` when it could not be read.
    package private(set) var unverifiedPayload: String?

    package init() {}

    package mutating func record(
        _ check: String, refusal: Refusal?, seen: @autoclosure () -> String,
        accepted: @autoclosure () -> String
    ) {
        steps.append(Step(check: check, refusal: refusal, seen: seen(), accepted: accepted()))
    }
    package mutating func read(_ jws: borrowing UnverifiedJWS) {
        unverifiedPayload = jws.unverifiedClaims.object.jsonText
    }
}
