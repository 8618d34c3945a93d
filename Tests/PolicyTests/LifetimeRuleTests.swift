import JOSE
import Policy
import Testing

@Suite("RFC 7519 sections 4.1.4 to 4.1.6: exp, nbf and iat")
struct LifetimeRuleTests {
    @Test(
        "is refused on or after exp; skew moves the boundary later",
        arguments: [
            (now: 999, skew: 0, refused: false), (now: 1_000, skew: 0, refused: true),
            (now: 1_009, skew: 10, refused: false), (now: 1_010, skew: 10, refused: true),
        ] as [(now: Int64, skew: Int64, refused: Bool)])
    func expiry(now: Int64, skew: Int64, refused: Bool) throws {
        let rule = LifetimeRule(clockSkew: skew, requiresExpiry: true)
        let expected = Refusal.expired(
            expiry: UnixTime(seconds: 1_000), now: UnixTime(seconds: now), clockSkew: skew)
        #expect(try refusal(of: #"{"exp":1000}"#, by: rule, now: now) == (refused ? expected : nil))
    }

    @Test(
        "is refused before nbf; skew moves the boundary earlier",
        arguments: [
            (now: 999, skew: 0, refused: true), (now: 1_000, skew: 0, refused: false),
            (now: 990, skew: 10, refused: false), (now: 989, skew: 10, refused: true),
        ] as [(now: Int64, skew: Int64, refused: Bool)])
    func notBefore(now: Int64, skew: Int64, refused: Bool) throws {
        let rule = LifetimeRule(clockSkew: skew, requiresExpiry: false)
        let expected = Refusal.notYetValid(
            notBefore: UnixTime(seconds: 1_000), now: UnixTime(seconds: now), clockSkew: skew)
        #expect(try refusal(of: #"{"nbf":1000}"#, by: rule, now: now) == (refused ? expected : nil))
    }

    @Test(
        "survives every time that a token can carry",
        arguments: [
            ("-9223372036854775808", true), ("-1", true), ("0", true), ("9223372036854775807", false),
            ("9223372036854775808", false), ("18446744073709551615", false), ("1e300", false),
            ("-1e300", true), ("1000.5", false), ("999.5", true),
        ])
    func extremes(expiry: String, isRefused: Bool) throws {
        let rule = LifetimeRule(clockSkew: 0, requiresExpiry: true)
        let found = try refusal(of: "{\"exp\":\(expiry),\"nbf\":-9223372036854775808}", by: rule)
        #expect((found != nil) == isRefused)
        #expect(found?.description.isEmpty != true)
    }

    @Test("a missing exp is refused when the policy requires one, and only then")
    func missing() throws {
        #expect(try refusal(of: "{}", by: LifetimeRule(clockSkew: 0, requiresExpiry: true)) == .expiryMissing)
        #expect(try refusal(of: "{}", by: LifetimeRule(clockSkew: 0, requiresExpiry: false)) == nil)
    }

    @Test(
        "what is no number is no time",
        arguments: [
            (#"{"exp":"1000"}"#, "exp", "\"1000\""), (#"{"exp":null}"#, "exp", "null"),
            (#"{"exp":2000,"nbf":[1]}"#, "nbf", "[1]"), (#"{"exp":2000,"iat":"x"}"#, "iat", "\"x\""),
        ])
    func notANumber(payload: String, claim: String, seen: String) throws {
        let rule = LifetimeRule(clockSkew: 0, requiresExpiry: true)
        #expect(try refusal(of: payload, by: rule) == .timeMalformed(claim: claim, seen: seen))
    }
}
