/// What the requests of a workload are.
enum RequestKind: String, CaseIterable, Sendable {
    /// All the same, so that the decision cache has the answer.
    case hit

    /// Each with a new token, which has to be verified.
    case miss

    /// Each with a new token whose signature is another's.
    case invalid
}
