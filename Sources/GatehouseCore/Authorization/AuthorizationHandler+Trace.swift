internal import JOSE
internal import Policy
internal import Server

extension AuthorizationHandler {
    /// Decides a request whose caller may see how, and answers with the trace in `X-Gatehouse-Trace`.
    ///
    /// Nothing of it is kept for other requests, nor may nginx's own cache keep it.
    func tracedAnswer<Parameters: RequestParameters & ~Copyable>(
        to request: borrowing Parameters, role: Role, attempt: Attempt, at time: UnixTime, since start: Int64
    ) -> Outcome {
        var trace = StepTrace()
        let decision = authorizer.decide(request, at: time, attempt: attempt, trace: &trace)
        if case .wait(let patience) = decision.verdict, attempt != .last { return .park(patience: patience) }
        note(decision.counted, logFields(of: decision), .none, of: request, at: time, since: start)

        let explanation = Explanation(decision: decision, trace: trace)
        let header = Response.Header("X-Gatehouse-Trace", explanation.headerValue())
        var response = decision.response()
        // An authorizer may add nothing but variables to a permission.
        switch (role, explanation.isAllowed) {
        case (.authorizer, true): response.claimHeaders.append(header)
        case (.authorizer, false), (.responder, _): response.headers.append(header)
        }
        return .answer(response.bytes(for: role))
    }
}
