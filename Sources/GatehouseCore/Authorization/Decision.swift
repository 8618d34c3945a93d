package import Policy
package import Server

/// What came of one request, and what a log or `explain` says of it.
package struct Decision: Sendable {
    /// The outcome.
    package enum Verdict: Hashable, Sendable {
        /// Let in, with these headers for the backend.
        case allow([Response.Header])

        /// Kept out.
        case refuse(Refusal)

        /// Not decided: the keys are on their way.
        case wait(Duration)
    }

    /// The outcome.
    package var verdict: Verdict

    /// The policy that decided, or `nil` when the request named none that there is.
    package var policy: ProtectionPolicy?

    /// The scopes that the location required.
    package var requiredScopes: [String] = []

    /// The name of the issuer whose token it is, once that is known; verified only if the verdict is.
    package var issuer: String?

    /// The token's `kid`, if it has one.
    package var keyID: String?

    /// The token's `sub`, once its signature has been checked.
    package var subject: String?

    /// The answer to the web server; a decision that was never made refuses.
    package func response() -> Response {
        switch verdict {
        case .allow(let headers): Response(status: 200, claimHeaders: headers)
        case .refuse(let refusal): response(to: refusal)
        case .wait: response(to: .internalFailure("no decision was made in time"))
        }
    }

    /// Whether the request goes through although it was refused.
    package var isReportOnly: Bool {
        guard case .refuse(let refusal) = verdict, let policy, policy.mode == .report else { return false }
        // A failure of ours is never an allow, not even here.
        if case .internalFailure = refusal { return false }
        return true
    }

    /// The status that the client is to see.
    package var status: Int {
        guard case .refuse(let refusal) = verdict, !isReportOnly else { return 200 }
        guard refusal.status < 500 else { return refusal.status }
        return policy?.failedValidation.status ?? refusal.status
    }

    private func response(to refusal: Refusal) -> Response {
        guard !isReportOnly else {
            return Response(status: 200, claimHeaders: policy?.claimHeaders.emptyValues ?? [])
        }
        let message = (policy?.failedValidation.message ?? refusal.description).headerText
        var headers = [
            Response.Header("X-Gatehouse-Reason", refusal.reason),
            Response.Header("X-Gatehouse-Message", message),
        ]
        let challenge = Challenge.value(
            for: refusal, message: message, realm: policy?.tokens.name ?? "gatehouse",
            requiredScopes: requiredScopes)
        if let challenge { headers.append(Response.Header("WWW-Authenticate", challenge)) }
        if refusal.status == 503 { headers.append(Response.Header("Retry-After", Self.retryAfterSeconds)) }
        return Response(status: status, headers: headers, body: "\(refusal.reason): \(message)\n")
    }

    /// When a client may try again whose issuer's keys were not available: about as long as a fetch takes.
    private static let retryAfterSeconds = "5"
}
