import Foundation
import JOSE
import Keys
import Server
import TestSupport
import TestTokens
import Testing

@testable import GatehouseCore

@Suite("The status, as a page and as JSON")
struct StatusTests {
    /// A report with decisions in the last hour.
    private static func report(_ gate: EndpointGate, at seconds: Int64 = 1_700_000_000) -> StatusReport {
        StatusReport(
            gate.inForce.current, gate.telemetry, at: UnixTime(seconds: seconds),
            monotonic: KeyRefresher.now().milliseconds * 1_000_000)
    }

    private static func page(_ gate: EndpointGate) -> String {
        StatusPage.content(of: report(gate)).text
    }

    /// A gate whose issuer has these keys, and failed to bring others for this reason.
    private static func gate(keyIDs: [String], failure: String) throws -> EndpointGate {
        let gate = try EndpointGate(keys: [.keySet(url: "https://issuer.example/keys")])
        let store = gate.inForce.current.keys
        let now = KeyRefresher.now()
        let first = try #require(store.next(now: now).fetches.first)
        guard case .object(let key)? = TestJSON(text: try gate.mint.jwks())?["keys"]?.elements.first else {
            throw TestFailure("no key")
        }
        let keys = keyIDs.map { TestJSON.object(key.merging(["kid": .string($0)]) { $1 }) }
        let body = Array(TestJSON.object(["keys": .array(keys)]).text.utf8)
        _ = store.completed(first, with: .success(FetchResponse(status: 200, body: body)), now: now)
        store.refresh(now: now)
        let second = try #require(store.next(now: now).fetches.first)
        let problem = FetchFailure(reason: failure, elapsed: .zero)
        _ = store.completed(second, with: .failure(problem), now: now)
        return gate
    }

    @Test("the JSON says what has happened")
    func json() throws {
        let gate = try Self.gate(keyIDs: ["k1", "k2"], failure: "no route")
        _ = gate.ask([:])
        _ = gate.ask([:])
        _ = gate.ask(["GATEHOUSE_POLICY": "watched"])
        let status = try #require(TestJSON(text: gate.content("status.json")))
        #expect(status["version"] == .string(Version.gatehouse))
        let issuer = try #require(status["issuers"]?.elements.first)
        #expect(issuer["name"] == "i0")
        #expect(issuer["available"] == true)
        #expect(issuer["error"] == "https://issuer.example/keys: no route")
        #expect(issuer["keys"]?.elements.map { $0["kid"] } == ["k1", "k2"])
        #expect(issuer["keys"]?.elements.first?["type"] == "EC P-256")
        #expect(issuer["age_seconds"] == 0)
        #expect(
            status["policies"] == [
                ["name": "default", "allow": 0, "refuse": ["TokenNotPresent": 2], "report": [:]],
                ["name": "watched", "allow": 0, "refuse": [:], "report": ["TokenNotPresent": 1]],
            ])
        let minutes = try #require(status["last_hour"]?.elements)
        #expect(minutes.count == 60)
        let sums = minutes.reduce(into: [0, 0]) { sums, minute in
            if case .integer(let count)? = minute["refuse"]?["TokenNotPresent"] { sums[0] += Int(count) }
            if case .integer(let count)? = minute["report"]?["TokenNotPresent"] { sums[1] += Int(count) }
        }
        #expect(sums == [2, 1])
        #expect(status["server"]?["requests"] == 0)
        #expect(status["configuration"]?["last_reload_successful"] == true)
    }

    @Test("the minutes are an hour, one after the other, the last one now")
    func minutes() throws {
        let report = Self.report(try EndpointGate())
        let starts = report.minutes.map(\.start.seconds)
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 == 60 })
        #expect((report.time.seconds - 59...report.time.seconds).contains(try #require(starts.last)))
    }

    @Test("the page has the issuers with their keys, the last error, and the reasons of the last hour")
    func page() throws {
        let gate = try Self.gate(keyIDs: ["k1"], failure: "no route to <host>")
        _ = gate.ask([:])
        let page = Self.page(gate)
        for text in [
            "<h3>i0 <span class=\"state warn\">old keys</span></h3>",
            "<td><code>k1</code></td><td>ES256</td><td>EC P-256</td>", "no route to &lt;host&gt;",
            "<span>TokenNotPresent</span><b>1</b>", "confirmed 0 s ago", "version \(Version.gatehouse), up ",
            " – TokenNotPresent: 1</title>",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("whatever an issuer calls its keys, or a failure says, is text")
    func injection() throws {
        let hostile = [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
            "</style></code></td></table>", "&lt;b&gt;", "a\u{202E}b\u{0}c\u{1B}\u{2028}", "\\(evil)",
        ]
        let calm = Self.page(try Self.gate(keyIDs: hostile.map { _ in "k" }, failure: "x"))
        let gate = try Self.gate(keyIDs: hostile, failure: hostile.joined())
        let page = Self.page(gate)
        // The same elements, with other text in them.
        func tags(_ page: String) -> [String] { page.matches(of: /<[^>]*>/).map { String($0.0) } }
        #expect(tags(page).count == tags(calm).count)
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(page.contains("a\\u{202e}b\\u{0}c\\u{1b}\\u{2028}"))
        #expect(page.contains("&amp;lt;b&amp;gt;"))
        #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0 != "\u{202E}") })
        let status = try #require(TestJSON(text: gate.content("status.json")))
        let keys = status["issuers"]?.elements.first?["keys"]?.elements
        #expect(keys?.map { $0["kid"] } == hostile.map { .string($0) })
    }

    @Test("a long name and many keys do not make a long page")
    func length() throws {
        let names = (0..<200).map { String(repeating: "x", count: 2_000) + "\($0)" }
        let page = Self.page(try Self.gate(keyIDs: names, failure: String(repeating: "y", count: 100_000)))
        #expect(page.utf8.count < 40_000)
        #expect(page.contains("and 180 more"))
    }

    @Test(
        "the page needs nothing from elsewhere, and its policy allows its own style and script and nothing else"
    )
    func policy() throws {
        let gate = try EndpointGate()
        let answer = try #require(gate.ask(["GATEHOUSE_ENDPOINT": "status"]))
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
        let (head, page) = (String(parts[0]), String(parts[1]))
        let policy = try #require(head.firstMatch(of: /Content-Security-Policy: (.*)/)?.1)
        for element in ["style", "script"] {
            let text = try #require(page.firstMatch(of: try Regex("(?s)<\(element)>(.*?)</\(element)>")))
            let content = try #require(text.output[1].substring)
            let run = try CommandRun("openssl", ["dgst", "-sha256", "-hex"], input: String(content))
            let digits = try #require(run.output.split(separator: " ").last).filter(\.isHexDigit)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(digits.dropFirst($0).prefix(2), radix: 16)
            }
            #expect(bytes.count == 32)
            #expect(policy.contains("\(element)-src 'sha256-\(Data(bytes).base64EncodedString())';"))
        }
        #expect(policy.hasPrefix("default-src 'none';"))
        // A style attribute and a handler would need more than digests.
        #expect(page.firstMatch(of: /<[^>]+ (style|on[a-z]+)=/) == nil)
        #expect(page.firstMatch(of: /(src|href)="(?!status\.json|metrics)/) == nil)
        #expect(!page.contains("url("))
    }

    @Test(
        "the scale of the plot ends in a round number",
        arguments: [
            ("\(DecisionPlot.ceiling(0))", "1"), ("\(DecisionPlot.ceiling(7))", "8"),
            ("\(DecisionPlot.ceiling(41))", "50"), ("\(DecisionPlot.ceiling(1_001))", "2000"),
            ("\(DecisionPlot.ceiling(.max))", "\(Int.max)"),
        ])
    func scale(text: String, expected: String) {
        #expect(text == expected)
    }
}

extension TestJSON {
    /// The elements of an array; empty for any other value.
    fileprivate var elements: [TestJSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
}
