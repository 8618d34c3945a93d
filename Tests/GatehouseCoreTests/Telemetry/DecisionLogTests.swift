import JOSE
import Keys
import Policy
import Server
import Synchronization
import TestSupport
import Testing

@testable import GatehouseCore

/// A sink that keeps what is written to it.
final class KeptLines: Sendable {
    private let bytes = Mutex<[[UInt8]]>([])

    func write(_ lines: [UInt8]) { bytes.withLock { $0.append(lines) } }

    /// Each writing as text.
    var texts: [String] { bytes.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
}

@Suite("The log of decisions")
struct DecisionLogTests {
    static let request = [
        "GATEHOUSE_REQUEST_ID": "4bf9", "REMOTE_ADDR": "2001:db8::1", "REQUEST_METHOD": "GET",
        "REQUEST_URI": "/orders/7?access_token=SECRET&x=/?y",
    ]

    let mint: TokenMint
    let gate: TestGate

    init() throws {
        mint = try TokenMint(now: TestGate.now)
        gate = try TestGate(yaml: AuthorizerTests.yaml, keys: [mint.keySet])
    }

    /// The line about a decision, without its line feed.
    private func line(
        _ decision: Decision, of parameters: [String: String] = request,
        _ format: Configuration.LogFormat = .text
    ) throws -> String {
        let kept = KeptLines()
        let log = DecisionLog(format: format) { kept.write($0) }
        log.record(
            decision.logFields(format: format), of: TestRequest(parameters),
            at: UnixTime(seconds: TestGate.now), microseconds: 42)
        #expect(kept.texts.isEmpty)
        log.flush()
        log.flush()
        #expect(kept.texts.count == 1)
        let text = try #require(kept.texts.first)
        #expect(text.hasSuffix("\n"))
        #expect(isOneLine(text.dropLast()))
        return String(text.dropLast())
    }

    @Test("one line an allow, in text and in JSON")
    func allow() throws {
        let decision = gate.decide(.bearer(try mint.token()))
        #expect(
            try line(decision) == """
                2023-11-14T22:13:20Z info decision policy=default outcome=allow status=200 sub=ada issuer=main \
                kid=k1 us=42 request=4bf9 client=2001:db8::1 method=GET path=/orders/7
                """)
        #expect(
            try line(decision, of: [:], .json) == """
                {"time":"2023-11-14T22:13:20Z","level":"info","event":"decision","policy":"default",\
                "outcome":"allow","status":200,"sub":"ada","issuer":"main","kid":"k1","us":42}
                """)
    }

    @Test("one line a refusal, with its reason, status and message")
    func refuse() throws {
        let decision = gate.decide(.bearer(try mint.token(["aud": "api://bills"])))
        #expect(
            try line(decision) == """
                2023-11-14T22:13:20Z info decision policy=default outcome=refuse reason=TokenAudienceNotAllowed \
                status=401 sub=ada issuer=main kid=k1 \
                message="Audience validation failed: \\"aud\\" is \\"api://bills\\", accepted is \\"api://orders\\". \
                Access denied." \
                us=42 request=4bf9 client=2001:db8::1 method=GET path=/orders/7
                """)
        #expect(
            try line(gate.decide([:]), of: [:], .json) == """
                {"time":"2023-11-14T22:13:20Z","level":"info","event":"decision","policy":"default",\
                "outcome":"refuse","reason":"TokenNotPresent","status":401,\
                "message":"JWT not present. There is no token in the Authorization header.","us":42}
                """)
    }

    @Test("a request that goes through although it was refused is told apart from both")
    func report() throws {
        let decision = gate.decide(["GATEHOUSE_POLICY": "watched"])
        #expect(
            try line(decision, of: [:]) == """
                2023-11-14T22:13:20Z info decision policy=watched outcome=report reason=TokenNotPresent \
                status=200 message="JWT not present. There is no token in the Authorization header." us=42
                """)
    }

    @Test("what broke inside is told to the operator, and so is a decision that was never made")
    func internalFailure() throws {
        #expect(
            try line(Decision(verdict: .refuse(.internalFailure("EVP_DigestVerify: out of memory"))), of: [:])
                == """
                2023-11-14T22:13:20Z info decision outcome=refuse reason=InternalError status=500 \
                message="the request could not be judged because of an internal error: \
                EVP_DigestVerify: out of memory" us=42
                """)
        #expect(
            try line(Decision(verdict: .wait(.zero)), of: [:]).contains("outcome=refuse reason=InternalError")
        )
    }

    @Test("neither the token nor the query is ever in it", arguments: Configuration.LogFormat.allCases)
    func secrets(format: Configuration.LogFormat) throws {
        let tokens = [
            try mint.token(), try mint.tokenWithBadSignature(), try mint.token(["exp": 1]), "qwxz.vkjq",
            try mint.token() + " " + (try mint.token()),
        ]
        for token in tokens {
            let request = [String: String].bearer(token, Self.request)
            let line = try line(gate.decide(request), of: request, format)
            for part in token.split(whereSeparator: { ". ".contains($0) }) {
                #expect(!line.contains(part), "\(part)")
            }
            #expect(!line.contains("SECRET"))
            #expect(!line.contains("?"))
        }
    }

    @Test("nobody can write a line of his own into it, nor a long one")
    func injection() throws {
        let hostile =
            "x\n2023-11-14T22:13:20Z info decision outcome=allow\u{1B}[2J\" "
            + String(repeating: "y", count: 9_999)
        let decision = gate.decide(
            .bearer(
                try mint.token(["sub": .string(hostile), "aud": .string(hostile)], header: ["kid": "k1"])))
        let parameters = Dictionary(
            uniqueKeysWithValues: ["GATEHOUSE_REQUEST_ID", "REMOTE_ADDR", "REQUEST_METHOD", "REQUEST_URI"]
                .map { ($0, hostile) })
        for format in Configuration.LogFormat.allCases {
            let line = try line(decision, of: parameters, format)
            #expect(line.utf8.count < 3_000)
            #expect(!line.contains(" outcome=allow\u{1B}"))
            if format == .json { #expect(TestJSON(text: line)?["outcome"] == "refuse") }
        }
    }

    @Test("lines are gathered until the worker is idle, or there are many")
    func gathering() throws {
        let kept = KeptLines()
        let log = DecisionLog(format: .text) { kept.write($0) }
        let fields = Decision(verdict: .allow([])).logFields(format: .text)
        for _ in 0..<1_000 {
            log.record(fields, of: TestRequest([:]), at: UnixTime(seconds: 0), microseconds: 1)
        }
        #expect((2...10).contains(kept.texts.count))
        log.flush()
        #expect(kept.texts.joined().split(separator: "\n").count == 1_000)
        #expect(kept.texts.allSatisfy { $0.hasSuffix("\n") })
    }
}
