internal import JOSE
internal import Keys
internal import Policy
internal import Posix
internal import Server

/// A decision with each of its steps, made by the daemon's own code.
package struct Explanation: Sendable {
    /// One check of a decision, for a person.
    struct Step: Hashable, Sendable {
        /// What was looked at, what was seen and what is accepted.
        let record: StepTrace.Step

        /// The likely cause of the refusal and its mend; `nil` when the check passed, or when its words say it all.
        let hint: String?
    }

    /// The decision.
    let decision: Decision

    /// The steps in the order they were taken.
    let steps: [Step]

    /// The headers the backend would get, or the client in case of a refusal.
    var headers: [(name: String, value: String)] {
        let response = decision.response()
        let headers = decision.status == 200 ? response.claimHeaders : response.headers
        return headers.map { ($0.name, $0.value) }
    }

    /// The refusal, if there is one.
    var refusal: Refusal? { decision.refusal }

    /// Whether the daemon would let the request through.
    package var isAllowed: Bool { decision.status == 200 }

    /// Whether nothing can be said of the token, because there are no keys or something of ours failed.
    package var isUndecided: Bool { refusal.map { $0.status >= 500 } ?? false }

    /// Explains what the daemon would say to a token.
    ///
    /// - Parameters:
    ///   - token: The token, or a whole header with it. Chosen by whoever asks: any bytes.
    ///   - policy: The name of the policy; one that the configuration has.
    ///   - requiredScopes: What the location requires beyond the policy.
    ///   - secondsSince1970: The time to judge at; `nil` for now.
    ///   - configuration: The configuration.
    ///   - keys: Where keys come from.
    /// - Throws: When a decryption key is unusable, or memory is short.
    /// - Returns: The explanation.
    package static func explain(
        token: [UInt8], policy: PolicyConfiguration, requiredScopes: [String], secondsSince1970: Int64?,
        configuration: Configuration, keys: OfflineKeys
    ) throws -> Explanation {
        let now = UnixTime(seconds: secondsSince1970 ?? WallClock.seconds())
        let active = ActiveConfiguration(
            policies: try Assembly.policies(of: configuration), keys: keys.store)
        let authorizer = try Authorizer(ConfigurationInForce(active))
        var trace = StepTrace()
        let request = TokenRequest(token: token, policy: policy, requiredScopes: requiredScopes)
        let decision = authorizer.decide(request, at: now, attempt: .last, trace: &trace)
        return Explanation(decision: decision, trace: trace)
    }

    /// Explains a decision by the checks that led to it.
    init(decision: Decision, trace: StepTrace) {
        self.decision = decision
        let diagnosis = Diagnosis(token: TokenFacts(payload: trace.unverifiedPayload))
        steps = trace.steps.map { Step(record: $0, hint: $0.refusal.flatMap(diagnosis.hint)) }
    }
}
