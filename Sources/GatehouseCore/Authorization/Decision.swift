package import JOSE
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

    /// The first second at which a token that was let in is no good any more; `nil` when it has no end.
    package var end: UnixTime?

    /// Why the request is kept out, or `nil` when it is let in; a decision that was never made keeps it out.
    package var refusal: Refusal? {
        switch verdict {
        case .allow: nil
        case .refuse(let refusal): refusal
        case .wait: .internalFailure("no decision was made in time")
        }
    }

    /// Whether the request goes through although it was refused.
    package var isReportOnly: Bool {
        guard let refusal, let policy, policy.mode == .report else { return false }
        // A request that nobody looked at is never let in, not even here. An issuer's outage is what a report is for.
        if case .internalFailure = refusal { return false }
        return true
    }

    /// The status that the client is to see.
    package var status: Int {
        guard let refusal, !isReportOnly else { return 200 }
        return status(of: refusal)
    }

    /// Makes the answer to the web server.
    ///
    /// - Parameter cacheEnd: The first second at which nginx's own cache may not repeat a permission any more; `nil`
    ///   when it may not at all.
    /// - Returns: The answer, still without a role's dialect.
    package func response(cacheEnd: UnixTime? = nil) -> Response {
        if case .allow(let claimHeaders) = verdict {
            // An absolute time: the answer may be given again a while from now. nginx repeats it until the second
            // that is named here is over.
            let headers = cacheEnd.map { [Response.Header("X-Accel-Expires", "@\($0.seconds - 1)")] } ?? []
            return Response(status: 200, claimHeaders: claimHeaders, headers: headers)
        }
        guard !isReportOnly else {
            return Response(status: 200, claimHeaders: policy?.claimHeaders.emptyValues ?? [])
        }
        return response(to: refusal ?? .internalFailure("no decision was made"))
    }

    /// What the policy says instead of our own words; of tokens only, since a fault of ours is no reason to
    /// get another one.
    private func failedValidation(of refusal: Refusal) -> ProtectionPolicy.FailedValidation? {
        refusal.status < 500 ? policy?.failedValidation : nil
    }

    private func status(of refusal: Refusal) -> Int {
        failedValidation(of: refusal)?.status ?? refusal.status
    }

    private func response(to refusal: Refusal) -> Response {
        let message = (failedValidation(of: refusal)?.message ?? refusal.description).headerText
        var headers = [
            Response.Header("X-Gatehouse-Reason", refusal.reason),
            Response.Header("X-Gatehouse-Message", message),
        ]
        let challenge = Challenge.value(
            for: refusal, message: message, realm: policy?.tokens.name ?? "gatehouse",
            requiredScopes: requiredScopes)
        if let challenge { headers.append(Response.Header("WWW-Authenticate", challenge)) }
        if refusal.status == 503 { headers.append(Response.Header("Retry-After", Self.retryAfterSeconds)) }
        let status = status(of: refusal)
        return Response(
            status: status, headers: headers,
            problem: ProblemDocument(status: status, reason: refusal.reason, detail: message))
    }

    /// When a client may try again whose issuer's keys were not available: about as long as a fetch takes.
    private static let retryAfterSeconds = "5"
}
