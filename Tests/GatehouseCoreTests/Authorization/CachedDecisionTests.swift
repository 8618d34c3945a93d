import JOSE
import Keys
import Policy
import Posix
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Answers that are repeated")
struct CachedDecisionTests {
    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default: { issuers: [ main ], audiences: [ api://orders ], claim-headers: { X-Auth-Subject: sub } }
          strict:
            issuers: [ main ]
            audiences: [ api://orders ]
            required-claims: [ { name: roles, values: [ clerk ] } ]
          watched: { issuers: [ main ], audiences: [ api://orders ], mode: report }
          query: { issuers: [ main ], audiences: [ api://orders ], query-parameter-name: token }
          fresh: { issuers: [ main ], audiences: [ api://orders ], decision-cache-seconds: 0 }

        """

    let mint: TokenMint
    let store = TestGate.store([.keySet(url: "https://issuer.example/keys")])
    let active: ActiveConfiguration
    let inForce: ConfigurationInForce
    let handler: AuthorizationHandler

    init() throws {
        mint = try TokenMint(now: WallClock.seconds())
        active = ActiveConfiguration(
            policies: try Assembly.policies(of: TestGate.configuration(Self.yaml)), keys: store,
            cacheByteLimit: 1 << 20)
        inForce = ConfigurationInForce(active)
        handler = try AuthorizationHandler(inForce, decisionLog: nil, telemetry: Telemetry())
        try publish([mint.key], at: 0)
    }

    /// Publishes another key set, as a fetch would.
    private func publish(_ keys: [TestTokens.SigningKey], at milliseconds: Int64) throws {
        let now = MonotonicTime(milliseconds: milliseconds)
        store.refresh(now: now)
        let request = try #require(store.next(now: now).fetches.first)
        let body = Array(try TestTokens.SigningKey.set(keys).text.utf8)
        _ = store.completed(request, with: .success(FetchResponse(status: 200, body: body)), now: now)
    }

    /// The first line of the answer, and whether it was a repeated one.
    private func ask(
        _ parameters: [String: String], role: Role = .authorizer
    ) -> (status: String, isRepeated: Bool) {
        let hits = active.cache.statistics.hits
        guard case .answer(let bytes) = handler.answer(TestRequest(parameters), role: role, attempt: .last)
        else { return ("parked", false) }
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        return (String(line.dropFirst("Status: ".count)), active.cache.statistics.hits > hits)
    }

    @Test("are the same bytes, for each role its own")
    func repeated() throws {
        let request = [String: String].bearer(try mint.token())
        for role in [Role.authorizer, .responder] {
            #expect(ask(request, role: role) == ("200 OK", false))
            #expect(ask(request, role: role) == ("200 OK", true))
        }
        // The token is the key, however its header is spelt: nobody fills the cache with one token.
        let token = try #require(request["HTTP_AUTHORIZATION"]).dropFirst("Bearer ".count)
        for value in ["bearer \(token)", "Bearer  \(token)", "BEARER \(token) ", " Bearer \(token)\t"] {
            #expect(ask(["HTTP_AUTHORIZATION": value]) == ("200 OK", true))
        }
    }

    @Test("are for requests that carry the token once: a backend might read the second")
    func repeatedParameter() throws {
        var request = TestRequest(.bearer(try mint.token()))
        for (isRepeated, status) in [(false, "200 OK"), (true, "403 Forbidden"), (false, "200 OK")] {
            request.repeated = isRepeated ? [ParameterName("HTTP_AUTHORIZATION")] : []
            guard case .answer(let bytes) = handler.answer(request, role: .responder, attempt: .last) else {
                Issue.record("parked")
                continue
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix("Status: \(status)\r\n"))
            #expect(text.contains("X-Gatehouse-Status: 400") == isRepeated)
        }
    }

    @Test("are of one configuration, when a reload comes in the middle of a request")
    func reloadInBetween() throws {
        // Afterwards the token is in the query, and nothing that stands in the header is a token any more.
        let moved = Self.yaml.replacing(
            "default: { issuers: [ main ],",
            with: "default: { issuers: [ main ], query-parameter-name: token,")
        let other = ActiveConfiguration(
            policies: try Assembly.policies(of: TestGate.configuration(moved)), keys: store,
            cacheByteLimit: 1 << 20)
        let token = try mint.token()
        let junk = ["HTTP_AUTHORIZATION": "Bearer junk"]
        var request = TestRequest([
            "HTTP_AUTHORIZATION": "Bearer junk", "QUERY_STRING": "token=\(token)",
        ])
        let inForce = inForce
        request.isAsked = { name in
            if name == ParameterName("HTTP_AUTHORIZATION") { inForce.replace(with: other) }
        }
        guard case .answer(let bytes) = handler.answer(request, role: .authorizer, attempt: .last) else {
            Issue.record("parked")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("Status: 401 "))
        inForce.replace(with: active)
        #expect(ask(junk) == ("401 Unauthorized", true))
        inForce.replace(with: other)
        #expect(ask(junk) == ("401 Unauthorized", false))
        #expect(other.cache.statistics.entries == 0)
    }

    @Test("are no other policy's, and no other location's")
    func policies() throws {
        let token = try mint.token()
        #expect(ask(.bearer(token)) == ("200 OK", false))
        #expect(ask(.bearer(token, ["GATEHOUSE_POLICY": "strict"])) == ("403 Forbidden", false))
        #expect(ask(.bearer(token, ["GATEHOUSE_POLICY": "default"])) == ("200 OK", true))
        #expect(ask(.bearer(token, ["GATEHOUSE_POLICY": "nobody"])) == ("500 Internal Server Error", false))
        #expect(ask(.bearer(token, ["GATEHOUSE_REQUIRE_SCOPE": "orders.write"])) == ("403 Forbidden", false))
        #expect(ask(.bearer(token, ["GATEHOUSE_REQUIRE_SCOPE": "orders.read"])) == ("200 OK", false))
        #expect(ask(.bearer(token, ["GATEHOUSE_REQUIRE_SCOPE": "orders.read"])) == ("200 OK", true))
    }

    @Test("are no other token's, however alike")
    func tokens() throws {
        let token = try mint.token()
        #expect(ask(.bearer(token)) == ("200 OK", false))
        #expect(ask(.bearer(CompactToken.withBrokenSignature(token))) == ("401 Unauthorized", false))
        #expect(ask(.bearer(CompactToken.withBrokenSignature(token))) == ("401 Unauthorized", true))
        #expect(ask(.bearer(token + "A")).status == "401 Unauthorized")
        #expect(ask(.bearer(String(token.dropLast()))).status == "401 Unauthorized")
        #expect(ask(.bearer(token)) == ("200 OK", true))
    }

    @Test("are found by the token alone where other things stand beside it")
    func places() throws {
        let token = try mint.token()
        let other = try mint.token(["sub": "grace"])
        let query = ["GATEHOUSE_POLICY": "query"]
        func ask(_ text: String) -> (status: String, isRepeated: Bool) {
            self.ask(query.merging(["QUERY_STRING": text]) { $1 })
        }
        #expect(ask("token=\(token)") == ("200 OK", false))
        #expect(ask("a=1&token=\(token)&b=2") == ("200 OK", true))
        #expect(ask("a=1&token=\(other)") == ("200 OK", false))
        #expect(ask("token=\(token)&token=\(token)") == ("400 Bad Request", false))
        #expect(ask("xtoken=\(token)") == ("401 Unauthorized", false))
    }

    @Test("end when the key leaves its set, and with a reload")
    func keys() throws {
        let request = [String: String].bearer(try mint.token())
        #expect(ask(request) == ("200 OK", false))
        #expect(ask(request) == ("200 OK", true))
        try publish([TokenMint(keyIdentifier: "other", now: mint.now).key], at: 1_000)
        #expect(ask(request) == ("401 Unauthorized", false))
        try publish([mint.key], at: 100_000)
        #expect(ask(request) == ("200 OK", false))
        #expect(ask(request) == ("200 OK", true))
        inForce.replace(
            with: ActiveConfiguration(policies: PolicyTable([]), keys: store, cacheByteLimit: 1 << 20))
        #expect(ask(request) == ("500 Internal Server Error", false))
    }

    @Test("are none of those that may be another one next time")
    func never() throws {
        let now = mint.now
        let requests: [[String: String]] = [
            [:], ["HTTP_AUTHORIZATION": "Basic YTpi"], .bearer("a b"),
            .bearer(try mint.token(["nbf": .integer(now + 600)])), .bearer(try mint.token(["aud": "x"])),
            .bearer(try mint.token(["exp": .integer(now - 1)])),
            .bearer(try mint.token(header: ["kid": "k9"])),
            .bearer(try mint.token(), ["GATEHOUSE_POLICY": "fresh"]),
            .bearer(try mint.tokenWithBadSignature(), ["GATEHOUSE_POLICY": "watched"]),
        ]
        for request in requests {
            let first = ask(request)
            #expect(!first.isRepeated)
            #expect(ask(request) == first)
        }
        #expect(active.cache.statistics.entries == 0)
    }

    @Test("are kept no longer than the token holds, nor than the policy says")
    func ends() throws {
        var decision = try TestGate(yaml: Self.yaml, keys: [mint.keySet]).decide(
            .bearer(try mint.token()), at: mint.now)
        let now = UnixTime(seconds: mint.now)
        #expect(decision.end == UnixTime(seconds: mint.now + 3_600))
        #expect(decision.cacheEnd(at: now) == UnixTime(seconds: mint.now + 300))
        #expect(decision.cacheEnd(at: UnixTime(seconds: mint.now + 3_500)) == decision.end)
        decision.end = nil
        #expect(decision.cacheEnd(at: now) == UnixTime(seconds: mint.now + 300))
        #expect(decision.webServerCacheEnd(at: now) == nil)
        decision.verdict = .wait(.zero)
        #expect(decision.cacheEnd(at: now) == nil)
        decision.verdict = .refuse(.internalFailure("x"))
        #expect(decision.cacheEnd(at: now) == nil)
        decision.verdict = .refuse(.keysUnavailable(issuer: "main"))
        #expect(decision.cacheEnd(at: now) == nil)
    }
}
