import JOSE
import JSON
import Policy

/// Claims at hand, for tests of rules: nobody signed them.
func claims<Result>(_ payload: String, _ body: (Claims) throws -> Result) throws -> Result {
    let encoded = ["{\"alg\":\"ES256\"}", payload].map { Base64URL.encode(Array($0.utf8)) }
    let reader = try TokenReader()
    let bytes = Array((encoded.joined(separator: ".") + ".AA").utf8)
    let jws = try reader.read(bytes.span)
    return try body(jws.unverifiedClaims)
}

/// What `rule` has against a token with these claims at second 1,000.
func refusal(
    of payload: String, by rule: some ClaimsRule, now: Int64 = 1_000, requiredScopes: [String] = []
) throws -> Refusal? {
    let circumstances = Circumstances(now: UnixTime(seconds: now), requiredScopes: requiredScopes)
    return try claims(payload) { rule.refusal(of: $0, in: circumstances) }
}
