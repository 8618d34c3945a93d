import GatehouseCore
import JOSE
import Keys
import Policy
import Server
import TestSupport
import Testing

@Suite("Authorizer: an issuer with several sources of keys")
struct AuthorizerSourceTests {
    private static let yaml = """
        issuers:
          main:
            issuers: [ "https://issuer.example", "https://sts.example/" ]
            jwks: https://issuer.example/keys
            jwks-file: /keys.json
          other: { issuer: "https://other.example", jwks: "https://other.example/keys" }
        policies:
          default: { issuers: [ main, other ], audiences: [ api://orders ] }

        """

    private let first: TokenMint
    private let second: TokenMint
    private let unnamed: TokenMint

    init() throws {
        first = try TokenMint(keyIdentifier: "first", now: TestGate.now)
        second = try TokenMint(keyIdentifier: "second", now: TestGate.now)
        unnamed = try TokenMint(keyIdentifier: "any", now: TestGate.now)
    }

    private func gate(_ sources: [KeySource]) throws -> (TestGate, KeyStore) {
        let store = TestGate.store(sources)
        return (try TestGate(Assembly.policies(of: TestGate.configuration(Self.yaml)), keys: store), store)
    }

    /// The unnamed mint's key without a `kid`: it may have signed any token.
    private var unnamedSet: JWKSet {
        get throws {
            let set = try unnamed.keySet
            return JWKSet(keys: set.keys.map { JWK(id: nil, key: $0.key) })
        }
    }

    @Test("keys of every source verify tokens of every name of the issuer, and no other issuer's")
    func union() throws {
        let (gate, _) = try gate([.fixed(first.keySet), .fixed(second.keySet), .fixed(unnamedSet)])
        for mint in [first, second] {
            for issuer in ["https://issuer.example", "https://sts.example/"] {
                let decision = gate.decide(.bearer(try mint.token(["iss": .string(issuer)])))
                #expect(decision.refusal == nil)
                #expect(decision.issuer == "main")
            }
            let foreign = gate.decide(.bearer(try mint.token(["iss": "https://other.example"])))
            #expect(foreign.refusal?.reason == "TokenSignatureInvalid")
        }
        #expect(
            gate.decide(.bearer(try unnamed.token())).refusal == .keyNotFound(keyID: "any", issuer: "main"))
    }

    @Test("all keys of a name are tried, wherever they come from")
    func sameName() throws {
        let twin = try TokenMint(keyIdentifier: "first", now: TestGate.now)
        let (gate, _) = try gate([.fixed(first.keySet), .fixed(twin.keySet), .fixed(unnamedSet)])
        #expect(gate.decide(.bearer(try first.token())).status == 200)
        #expect(gate.decide(.bearer(try twin.token())).status == 200)
        let stranger = try TokenMint(keyIdentifier: "first", now: TestGate.now)
        #expect(
            gate.decide(.bearer(try stranger.token())).refusal
                == .signatureInvalid(keyID: "first", algorithm: "ES256", issuer: "main"))
    }

    @Test("a source whose keys are still to come is waited for, unless another has the key")
    func pending() throws {
        let (gate, _) = try gate([
            .keySet(url: "https://issuer.example/keys"), .fixed(second.keySet), .fixed(unnamedSet),
        ])
        #expect(gate.decide(.bearer(try second.token()), attempt: .first).status == 200)
        let request = [String: String].bearer(try first.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(gate.decide(request).refusal == .keysUnavailable(issuer: "main"))
        let twin = [String: String].bearer(
            try TokenMint(keyIdentifier: "second", now: TestGate.now).token())
        #expect(gate.decide(twin, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(gate.decide(twin).refusal == .keysUnavailable(issuer: "main"))
    }

    @Test("keys without a name are tried first, and then what is missing elsewhere is waited for")
    func unnamedKeys() throws {
        let (gate, store) = try gate([
            .keySet(url: "https://issuer.example/keys"), .fixed(unnamedSet), .fixed(second.keySet),
        ])
        #expect(gate.decide(.bearer(try unnamed.token()), attempt: .first).status == 200)
        let request = [String: String].bearer(try first.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(gate.decide(request).refusal == .keysUnavailable(issuer: "main"))
        let now = MonotonicTime(milliseconds: 1)
        let transfer = try #require(store.next(now: now).fetches.first)
        _ = store.completed(
            transfer, with: .failure(FetchFailure(reason: "refused")), now: now)
        #expect(gate.decide(request, attempt: .first).refusal == .keysUnavailable(issuer: "main"))
        #expect(gate.decide(.bearer(try unnamed.token()), attempt: .first).status == 200)
    }

    @Test("a key that nobody knows starts a fetch where keys are fetched, and is then refused")
    func unknown() throws {
        let (gate, store) = try gate([
            .keySet(url: "https://issuer.example/keys"), .fixed(second.keySet), .fixed(unnamedSet),
        ])
        func answer(at milliseconds: Int64) throws {
            let now = MonotonicTime(milliseconds: milliseconds)
            let transfer = try #require(store.next(now: now).fetches.first)
            let body = Array(try first.jwks().utf8)
            _ = store.completed(
                transfer, with: .success(FetchResponse(status: 200, body: body)), now: now)
        }
        try answer(at: TestGate.now * 1_000)
        #expect(gate.decide(.bearer(try first.token())).status == 200)
        let stranger = try TokenMint(keyIdentifier: "new", now: TestGate.now)
        let request = [String: String].bearer(try stranger.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        try answer(at: TestGate.now * 1_000 + 1)
        #expect(gate.decide(request, attempt: .again).refusal == .keyNotFound(keyID: "new", issuer: "main"))
    }

    @Test("a rotated key is asked for where keys are at hand, although another source's cannot be had")
    func rotationBesideOutage() throws {
        let yaml = Self.yaml.replacing(
            "jwks-file: /keys.json", with: "openid-config: https://issuer.example/m"
        )
        .replacing(
            "issuers: [ \"https://issuer.example\",",
            with: "issuer: x\n    issuers: [ \"https://issuer.example\",")
        let configuration = try TestGate.configuration(yaml)
        let store = TestGate.store([
            .keySet(url: "https://issuer.example/down"), .keySet(url: "https://issuer.example/keys"),
            .fixed(try unnamedSet),
        ])
        let gate = try TestGate(Assembly.policies(of: configuration), keys: store)
        func answer(_ mint: TokenMint, at milliseconds: Int64) throws {
            let now = MonotonicTime(milliseconds: milliseconds)
            for transfer in store.next(now: now).fetches {
                let result: Result<FetchResponse, FetchFailure> =
                    transfer.url.hasSuffix("down")
                    ? .failure(FetchFailure(reason: "refused"))
                    : .success(FetchResponse(status: 200, body: Array(try mint.jwks().utf8)))
                _ = store.completed(transfer, with: result, now: now)
            }
        }
        try answer(first, at: TestGate.now * 1_000)
        #expect(gate.decide(.bearer(try first.token())).status == 200)
        let request = [String: String].bearer(try second.token())
        #expect(gate.decide(request, attempt: .first).verdict == .wait(.seconds(1)))
        #expect(gate.decide(request).refusal == .keysUnavailable(issuer: "main"))
        try answer(second, at: TestGate.now * 1_000 + 1)
        #expect(gate.decide(request, attempt: .again).status == 200)
    }
}
