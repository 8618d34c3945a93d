import GatehouseCore
import JOSE
import Keys
import Policy
import Server
import TestSupport
import Testing

@Suite("Authorizer: keys that come and go")
struct AuthorizerKeyTests {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default: { issuers: [ main ], audiences: [ api://orders ] }

        """
    static let url = "https://issuer.example/keys"

    let old: TokenMint
    let new: TokenMint
    let store = TestGate.store([.keySet(url: url)])
    let gate: TestGate

    init() throws {
        old = try TokenMint(keyIdentifier: "old", now: TestGate.now)
        new = try TokenMint(keyIdentifier: "new", now: TestGate.now)
        gate = try TestGate(Assembly.policies(of: TestGate.configuration(Self.yaml)), keys: store)
    }

    /// Answers the transfer that is due at `now`, in seconds.
    private func answer(_ result: Result<FetchResponse, FetchFailure>, at now: Int64) throws {
        let time = MonotonicTime(milliseconds: now * 1_000)
        let request = try #require(store.next(now: time).fetches.first)
        _ = store.completed(request, with: result, now: time)
    }

    private func keys(_ mints: TokenMint...) throws -> Result<FetchResponse, FetchFailure> {
        .success(FetchResponse(status: 200, body: Array(try SigningKey.set(mints.map(\.key)).text.utf8)))
    }

    @Test("before the first answer a request waits, and at last is told that there are no keys")
    func pending() throws {
        let request = [String: String].bearer(try old.token())
        for attempt in [Attempt.first, .again, .first] {
            #expect(gate.decide(request, attempt: attempt).verdict == .wait(.seconds(1)))
        }
        let last = gate.decide(request, attempt: .last)
        #expect(last.refusal == .keysUnavailable(issuer: "main"))
        #expect(last.status == 503)
        try answer(keys(old), at: 1)
        #expect(gate.decide(request, attempt: .again).status == 200)
    }

    @Test("a token that no key could save does not wait for one")
    func hopeless() throws {
        let attempts: [(TestJSON, String)] = [
            (["iss": "other"], "TokenIssuerNotAllowed"), (["alg": "none"], "JwtInvalid"),
        ]
        for (change, reason) in attempts {
            let token = try CompactToken.sign(old.claims().merging(change), header: change, by: old.key)
            #expect(gate.decide(.bearer(token), attempt: .first).refusal?.reason == reason)
        }
        #expect(gate.decide([:], attempt: .first).refusal?.reason == "TokenNotPresent")
    }

    @Test("when the first fetch fails nobody waits any more, and the fault is ours")
    func unavailable() throws {
        try answer(.failure(FetchFailure(reason: "refused")), at: 1)
        let decision = gate.decide(.bearer(try old.token()), attempt: .first)
        #expect(decision.refusal == .keysUnavailable(issuer: "main"))
        #expect(decision.status == 503)
    }

    @Test("an unknown kid waits while its key may be on the way, and is then refused")
    func unknownKeyID() throws {
        try answer(keys(old), at: TestGate.now)
        let request = [String: String].bearer(try new.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(gate.decide(request, attempt: .again).verdict == .wait(.seconds(1)))
        #expect(gate.decide(request, attempt: .last).refusal == .keyNotFound(keyID: "new", issuer: "main"))
        try answer(keys(old), at: TestGate.now)
        let decision = gate.decide(request, attempt: .again)
        #expect(decision.refusal == .keyNotFound(keyID: "new", issuer: "main"))
        #expect(decision.status == 401)
    }

    @Test("an unknown kid is let in once its key has come")
    func rotation() throws {
        try answer(keys(old), at: TestGate.now)
        let request = [String: String].bearer(try new.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        try answer(keys(old, new), at: TestGate.now)
        #expect(gate.decide(request, attempt: .again).status == 200)
        #expect(gate.decide(.bearer(try old.token())).status == 200)
    }

    @Test("a key that left its set stops validating at the next snapshot")
    func removal() throws {
        try answer(keys(old, new), at: TestGate.now)
        #expect(gate.decide(.bearer(try old.token())).status == 200)
        store.refresh(now: MonotonicTime(milliseconds: (TestGate.now + 30) * 1_000))
        #expect(gate.decide(.bearer(try old.token())).status == 200)
        try answer(keys(new), at: TestGate.now + 30)
        #expect(
            gate.decide(.bearer(try old.token())).refusal == .keyNotFound(keyID: "old", issuer: "main"))
        #expect(gate.decide(.bearer(try new.token())).status == 200)
    }

    @Test("a key that was replaced under its name stops validating too")
    func replacement() throws {
        let other = try TokenMint(keyIdentifier: "old", now: TestGate.now)
        try answer(keys(old), at: TestGate.now)
        #expect(gate.decide(.bearer(try old.token())).status == 200)
        store.refresh(now: MonotonicTime(milliseconds: (TestGate.now + 30) * 1_000))
        try answer(keys(other), at: TestGate.now + 30)
        #expect(gate.decide(.bearer(try old.token())).refusal?.reason == "TokenSignatureInvalid")
        #expect(gate.decide(.bearer(try other.token())).status == 200)
    }

    @Test("a reload takes effect at the next request: policies and keys together")
    func reload() throws {
        try answer(keys(old), at: TestGate.now)
        #expect(gate.decide(.bearer(try old.token())).status == 200)
        let yaml = Self.yaml.replacing("api://orders", with: "api://bills")
        gate.inForce.replace(
            with: ActiveConfiguration(
                policies: try Assembly.policies(of: TestGate.configuration(yaml)),
                keys: TestGate.store([.fixed(try new.keySet)])))
        #expect(gate.decide(.bearer(try old.token())).refusal?.reason == "TokenSignatureKeyNotFound")
        #expect(gate.decide(.bearer(try new.token())).refusal?.reason == "TokenAudienceNotAllowed")
        #expect(gate.decide(.bearer(try new.token(["aud": "api://bills"]))).status == 200)
    }

    @Test("a reload to a policy less refuses what it decided")
    func removedPolicy() throws {
        try answer(keys(old), at: TestGate.now)
        gate.inForce.replace(with: ActiveConfiguration(policies: PolicyTable([]), keys: store))
        #expect(gate.decide(.bearer(try old.token())).refusal == .policyNotFound(name: "default"))
    }
}
