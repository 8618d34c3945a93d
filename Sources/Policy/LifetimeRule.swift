package import JOSE
internal import JSON

/// Checks `exp` and `nbf` (RFC 7519 sections 4.1.4 and 4.1.5), and that `iat` is a time (section 4.1.6).
package struct LifetimeRule: ClaimsRule {
    /// How far this host's clock and the issuer's may differ, in seconds; from 0 to a few hundred.
    package let clockSkew: Int64

    /// Whether a token without `exp` is refused; APIM's `require-expiration-time`.
    package let requiresExpiry: Bool

    package init(clockSkew: Int64, requiresExpiry: Bool) {
        self.clockSkew = clockSkew
        self.requiresExpiry = requiresExpiry
    }

    package var check: String { "lifetime" }

    package func accepted(in circumstances: Circumstances) -> String {
        let expiry = requiresExpiry ? "exp after now" : "exp absent or after now"
        return "\(expiry), nbf absent or not after now; now is \(circumstances.now), "
            + "clock skew is \(clockSkew) s"
    }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        [("exp", claims.expiry), ("nbf", claims.notBefore), ("iat", claims.issuedAt)]
            .map { name, date in
                switch date {
                case .time(let time): "\(name) \(time)"
                case .notANumber(let text): "\(name) \(text.quotedForMessage)"
                case nil: "no \(name)"
                }
            }
            .joined(separator: ", ")
    }

    /// Decides whether a token may be used now.
    ///
    /// RFC 7519 refuses a token *on or after* its `exp` and *before* its `nbf`; `clockSkew` moves both
    /// boundaries in the token's favour. The skew is taken from and added to our own time, never to the
    /// token's, which may be any number.
    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        let now = circumstances.now
        switch claims.expiry {
        case .time(let expiry):
            if now.seconds - clockSkew >= expiry.seconds {
                return .expired(expiry: expiry, now: now, clockSkew: clockSkew)
            }
        case .notANumber(let text): return .timeMalformed(claim: "exp", seen: text)
        case nil: if requiresExpiry { return .expiryMissing }
        }
        switch claims.notBefore {
        case .time(let notBefore):
            if now.seconds + clockSkew < notBefore.seconds {
                return .notYetValid(notBefore: notBefore, now: now, clockSkew: clockSkew)
            }
        case .notANumber(let text): return .timeMalformed(claim: "nbf", seen: text)
        case nil: break
        }
        if case .notANumber(let text) = claims.issuedAt { return .timeMalformed(claim: "iat", seen: text) }
        return nil
    }

    /// The first second at which `refusal` answers that the token has expired; `nil` without `exp`.
    func end(of claims: Claims) -> UnixTime? {
        guard case .time(let expiry) = claims.expiry else { return nil }
        let (end, isBeyondAllTime) = expiry.seconds.addingReportingOverflow(clockSkew)
        return UnixTime(seconds: isBeyondAllTime ? .max : end)
    }
}
