import GatehouseCore
import Keys
import Posix
import Server
import TestSupport
import Testing

@Suite("What the server is told")
struct AuthorizationHandlerTests {
    private static func handler(_ store: KeyStore) throws -> AuthorizationHandler {
        let policies = try Assembly.policies(of: TestGate.configuration(AuthorizerTests.yaml))
        return try AuthorizationHandler(
            ConfigurationInForce(ActiveConfiguration(policies: policies, keys: store)), decisionLog: nil,
            telemetry: Telemetry())
    }

    private static func text(_ outcome: Outcome) -> String? {
        guard case .answer(let bytes) = outcome else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("is a finished answer in the role's dialect, at this moment's time")
    func answer() throws {
        let mint = try TokenMint(now: WallClock.seconds())
        let handler = try Self.handler(TestGate.store([.fixed(try mint.keySet)]))
        let request = TestRequest(.bearer(try mint.token()))
        for attempt in [Attempt.first, .again, .last] {
            #expect(
                Self.text(handler.answer(request, role: .responder, attempt: attempt))
                    == "Status: 200 OK\r\nX-Auth-Subject: ada\r\nX-Auth-Roles: \r\n\r\n")
            #expect(
                Self.text(handler.answer(request, role: .authorizer, attempt: attempt))
                    == "Status: 200 OK\r\nVariable-X_AUTH_SUBJECT: ada\r\nVariable-X_AUTH_ROLES: \r\n\r\n")
        }
        let old = TestRequest(.bearer(try mint.token(["exp": .integer(mint.now - 1)])))
        let refusal = try #require(Self.text(handler.answer(old, role: .responder, attempt: .first)))
        #expect(refusal.contains("\r\nX-Gatehouse-Reason: TokenExpired\r\n"))
    }

    @Test(
        "is to wait while keys are on their way, and at last that there are none",
        arguments: ["default", "watched"])
    func park(policy: String) throws {
        let mint = try TokenMint(now: WallClock.seconds())
        let handler = try Self.handler(TestGate.store([.keySet(url: "https://issuer.example/keys")]))
        let request = TestRequest(.bearer(try mint.token(), ["GATEHOUSE_POLICY": policy]))
        for attempt in [Attempt.first, .again] {
            guard case .park(let patience) = handler.answer(request, role: .responder, attempt: attempt)
            else {
                Issue.record("was answered")
                continue
            }
            #expect(patience == .seconds(1))
        }
        let last = try #require(Self.text(handler.answer(request, role: .responder, attempt: .last)))
        #expect(
            last.hasPrefix(
                policy == "default"
                    ? "Status: 403 Forbidden\r\nX-Gatehouse-Status: 503\r\n"
                    : "Status: 200 OK\r\nX-Auth-Subject: \r\n\r\n"))
    }
}
