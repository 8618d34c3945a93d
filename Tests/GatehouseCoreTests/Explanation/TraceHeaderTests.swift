import Policy
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("The header with a trace")
struct TraceHeaderTests {
    let explainer: Explainer

    init() throws {
        explainer = try Explainer()
    }

    @Test("has the decision and each check")
    func whole() throws {
        let explanation = try explainer.explain(try explainer.mint.token(["aud": "x"]))
        let value = explanation.headerValue()
        let json = try #require(TestJSON(text: value))
        #expect(json["decision"] == "refuse")
        #expect(json["status"] == 401)
        #expect(json["reason"] == "TokenAudienceNotAllowed")
        guard case .array(let steps)? = json["steps"] else {
            Issue.record("no steps")
            return
        }
        #expect(steps.map { $0["check"] } == explanation.steps.map { .string($0.record.check) })
        #expect(steps.first { $0["outcome"] == "fail" }?["seen"] == "\"x\"")
        #expect(steps.first { $0["outcome"] == "fail" }?["hint"] != nil)
    }

    @Test("never exceeds its bound, is one line of ASCII, and keeps what decided as long as it can")
    func bound() throws {
        let long = TestJSON.string(String(repeating: "ä\n", count: 500))
        let token = try explainer.mint.token([
            "aud": [long, long, long], "scp": long, "iss": "https://issuer.example",
        ])
        let explanation = try explainer.explain(token)
        for limit in [4096, 2000, 1000, 600, 300, 120] {
            let value = explanation.headerValue(limit: limit)
            #expect(value.utf8.count <= limit)
            #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            let json = try #require(TestJSON(text: value))
            #expect(json["reason"] == "TokenAudienceNotAllowed")
            if limit >= 600 { #expect(value.contains("\"check\":\"audience\",\"outcome\":\"fail\"")) }
        }
    }
}
