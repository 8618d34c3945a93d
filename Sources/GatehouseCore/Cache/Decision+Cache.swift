internal import JOSE
internal import Policy

extension Decision {
    /// The first second at which the decision may not be repeated any more without being made anew, or
    /// `nil` when it may not be repeated at all.
    ///
    /// A permission holds until the token ends, and no longer than the policy says. Of the refusals only
    /// those are repeated that can never turn into a permission while the keys are the same.
    func cacheEnd(at now: UnixTime) -> UnixTime? {
        guard let policy, policy.cacheSeconds > 0, policy.mode == .enforce else { return nil }
        let cap = UnixTime(seconds: now.seconds + policy.cacheSeconds)
        switch verdict {
        // An answer that nginx may not keep any more must be made anew, else nginx would never keep one again.
        case .allow: return min(cap, end ?? cap, webServerCacheEnd(at: now) ?? cap)
        case .refuse(.malformed), .refuse(.signatureInvalid): return cap
        case .refuse, .wait: return nil
        }
    }

    /// The same for nginx's own cache, which a policy has to ask for (`web-server-cache-seconds`).
    func webServerCacheEnd(at now: UnixTime) -> UnixTime? {
        guard case .allow = verdict, let policy, policy.webServerCacheSeconds > 0 else { return nil }
        let cap = UnixTime(seconds: now.seconds + policy.webServerCacheSeconds)
        return min(cap, end ?? cap)
    }
}
