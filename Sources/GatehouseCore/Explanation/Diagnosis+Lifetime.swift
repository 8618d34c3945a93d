internal import JOSE

extension Diagnosis {
    /// Why the token has expired.
    func expiredHint(expiry: UnixTime, now: UnixTime, skew: Int64) -> String {
        if let issued = token.integer("iat"), expiry.seconds < issued {
            return expiry.seconds < Self.tenYears
                ? "\"exp\" looks like a lifetime: it must be the time when the token ends, in seconds since 1970"
                : "\"exp\" is before \"iat\": the issuer's clock or its configuration is wrong"
        }
        let age = HumanText.time(seconds: Self.distance(from: expiry, to: now))
        let tolerance = "; if it is new, this host's clock is ahead of the issuer's"
        return "it expired \(age) ago: get a new token"
            + (Self.distance(from: expiry, to: now) < 600 ? tolerance : "")
    }

    /// Why the token is not valid yet.
    func notYetValidHint(notBefore: UnixTime, now: UnixTime) -> String {
        if notBefore.seconds / 1000 > now.seconds / 2 {
            return "\"nbf\" looks like milliseconds: it must be in seconds since 1970"
        }
        let distance = Self.distance(from: now, to: notBefore)
        guard distance <= 3600 else {
            return
                "it becomes valid in \(HumanText.time(seconds: distance)); if that should be now, compare the clocks and the "
                + "time zones of this host and the issuer"
        }
        return
            "this host's clock is \(HumanText.time(seconds: distance)) behind the issuer's: set it by NTP, or allow for it "
            + "with \"clock-skew\""
    }

    /// Seconds between two times, the later one second; 0 when it is the earlier, and at most what fits.
    private static func distance(from earlier: UnixTime, to later: UnixTime) -> Int64 {
        let (difference, overflow) = later.seconds.subtractingReportingOverflow(earlier.seconds)
        return overflow ? .max : max(0, difference)
    }

    private static let tenYears: Int64 = 315_360_000
}
