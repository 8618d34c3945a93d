package import JOSE

/// One rule about the claims of a token whose signature is good.
///
/// Rules are made from the configuration and are present or absent: there is no rule that is switched off.
package protocol ClaimsRule: Sendable {
    /// What the rule looks at, for `explain`.
    var check: String { get }

    /// What it accepts, for `explain`.
    func accepted(in circumstances: Circumstances) -> String

    /// What it sees in a token, for `explain`.
    func seen(in claims: Claims, circumstances: Circumstances) -> String

    /// Decides: `nil` when the rule has nothing against the token.
    func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal?
}

/// What a token is judged under, beside its policy.
package struct Circumstances: Sendable {
    /// The time to judge at; a parameter, so that tests and `gatehouse explain --at` choose it.
    package let now: UnixTime

    /// The scopes the location requires beyond the policy; set by the web server's administrator.
    package let requiredScopes: [String]

    package init(now: UnixTime, requiredScopes: [String] = []) {
        self.now = now
        self.requiredScopes = requiredScopes
    }
}
