import Keys
import Posix
import Server
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Answers with a trace")
struct TracedAnswerTests {
    private static let secret = "0123456789abcdef0123456789abcdef"

    private let mint: TokenMint
    private let handler: AuthorizationHandler
    private let active: ActiveConfiguration

    init() throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.secret + "\n", to: "debug")
        mint = try TokenMint(now: WallClock.seconds())
        let yaml = """
            issuers:
              main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
            policies:
              default: { issuers: [ main ], audiences: [ api://orders ], web-server-cache-seconds: 60 }
              open:
                issuers: [ main ]
                audiences: [ api://orders ]
                claim-headers: { X-Auth-Subject: sub }
                web-server-cache-seconds: 60
                debug-secret-file: \(directory.path)/debug
            """
        active = ActiveConfiguration(
            policies: try Assembly.policies(of: TestGate.configuration(yaml)),
            keys: TestGate.store([.fixed(try mint.keySet)]), cacheByteLimit: 1 << 20)
        handler = try AuthorizationHandler(ConfigurationInForce(active), logFormat: nil)
    }

    /// The answer to a request under `policy` whose caller sends `secret`, as text.
    private func answer(
        _ token: String, secret: String?, policy: String = "open", role: Role = .responder,
        twice: Bool = false
    ) throws -> String {
        var parameters = [String: String].bearer(token, ["GATEHOUSE_POLICY": policy])
        parameters["HTTP_X_GATEHOUSE_DEBUG"] = secret
        var request = TestRequest(parameters)
        if twice { request.repeated = [ParameterName("HTTP_X_GATEHOUSE_DEBUG")] }
        guard case .answer(let bytes) = handler.answer(request, role: role, attempt: .last) else {
            throw TestFailure("parked")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "go to callers who know the secret, whatever was decided", arguments: [Role.responder, .authorizer])
    func known(role: Role) throws {
        let allowed = try answer(try mint.token(), secret: Self.secret, role: role)
        let name = role == .responder ? "X-Gatehouse-Trace" : "Variable-X_GATEHOUSE_TRACE"
        #expect(allowed.contains("\r\n\(name): {\"decision\":\"allow\",\"status\":200,\"reason\":null,"))
        let refused = try answer(try mint.token(["aud": "x"]), secret: Self.secret, role: role)
        #expect(
            refused.contains(
                "\r\nX-Gatehouse-Trace: {\"decision\":\"refuse\",\"status\":401,"
                    + "\"reason\":\"TokenAudienceNotAllowed\","))
        for part in try mint.token().split(separator: ".") where part.count > 9 {
            #expect(!allowed.contains(part))
        }
        #expect(!allowed.contains(Self.secret))
    }

    @Test("go to nobody else")
    func unknown() throws {
        for secret in [
            nil, "", "0123456789abcdef0123456789abcdeF", Self.secret + "0", String(Self.secret.dropLast()),
        ] {
            #expect(!(try answer(try mint.token(), secret: secret).contains("-Trace")))
        }
        #expect(!(try answer(try mint.token(), secret: Self.secret, policy: "default").contains("-Trace")))
        #expect(!(try answer(try mint.token(), secret: Self.secret, policy: "nowhere").contains("-Trace")))
        #expect(!(try answer(try mint.token(), secret: Self.secret, twice: true).contains("-Trace")))
    }

    @Test("are kept for nobody, here or in nginx")
    func kept() throws {
        let token = try mint.token()
        let traced = try answer(token, secret: Self.secret)
        #expect(!traced.contains("X-Accel-Expires"))
        #expect(active.cache.statistics.entries == 0)
        let plain = try answer(token, secret: nil)
        #expect(plain.contains("X-Accel-Expires"))
        #expect(try answer(token, secret: nil) == plain)
        #expect(try answer(token, secret: Self.secret).contains("X-Gatehouse-Trace"))
    }

    @Test(
        "need a secret that nobody can guess",
        arguments: ["", "short", "0123456789abcdef0123456789abcde", "0123456789 abcdef0123456789abcdef"])
    func weak(secret: String) throws {
        let directory = try ScratchDirectory()
        try directory.write(secret, to: "debug")
        #expect(
            throws: KeyFileError(
                reason:
                    "debug-secret-file: the first line must have 32 characters or more, all of visible ASCII, "
                    + "as of: openssl rand -hex 32")
        ) { try DebugSecretFile.secret(at: directory.path + "/debug") }
    }
}
