/// What the decision cache has for the requests of a workload.
enum CacheOutcome: String, CaseIterable, Sendable {
    /// Every answer: one token, asked for again and again.
    case hit

    /// Nothing: every token is new, and has to be verified.
    case miss
}
