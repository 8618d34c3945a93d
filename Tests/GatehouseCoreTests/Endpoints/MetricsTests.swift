import JOSE
import Keys
import Server
import TestSupport
import TestTokens
import Testing

@testable import GatehouseCore

@Suite("Metrics")
struct MetricsTests {
    private static func decisions(_ outcome: String, _ reason: String = "", policy: String = "default")
        -> String
    {
        "gatehouse_decisions_total{policy=\"\(policy)\",outcome=\"\(outcome)\",reason=\"\(reason)\"}"
    }

    @Test("count what was decided, by policy, outcome and reason, and nothing else")
    func decisions() throws {
        let gate = try EndpointGate()
        let good = try gate.mint.token()
        let steps: [([String: String], String)] = [
            (.bearer(good), Self.decisions("allow")),
            (.bearer(good), Self.decisions("allow")),
            ([:], Self.decisions("refuse", "TokenNotPresent")),
            (
                .bearer(try gate.mint.token(["exp": .integer(gate.mint.now - 1)])),
                Self.decisions("refuse", "TokenExpired")
            ),
            (
                .bearer(try gate.mint.tokenWithBadSignature()),
                Self.decisions("refuse", "TokenSignatureInvalid")
            ),
            (["GATEHOUSE_POLICY": "watched"], Self.decisions("report", "TokenNotPresent", policy: "watched")),
            (.bearer(good, ["GATEHOUSE_POLICY": "watched"]), Self.decisions("allow", policy: "watched")),
            (
                ["GATEHOUSE_POLICY": "evil\"} 1\n"],
                Self.decisions("refuse", "PolicyNotFound", policy: "(unknown)")
            ),
        ]
        var expected = gate.content("metrics").split(separator: "\n").filter {
            $0.hasPrefix("gatehouse_decisions_total{")
        }.map(String.init)
        #expect(expected.allSatisfy { $0.hasSuffix(" 0") })
        for (request, series) in steps {
            let place = try #require(expected.firstIndex { $0.hasPrefix(series + " ") }, "\(series)")
            let count = try #require(Int(expected[place].split(separator: " ").last ?? ""))
            expected[place] = "\(series) \(count + 1)"
            _ = gate.ask(request)
            let now = gate.content("metrics").split(separator: "\n").filter {
                $0.hasPrefix("gatehouse_decisions_total{")
            }
            #expect(now.map(String.init) == expected)
        }
    }

    @Test("measure how long decisions took, by use of the cache")
    func latency() throws {
        let gate = try EndpointGate()
        let request = [String: String].bearer(try gate.mint.token())
        _ = gate.ask(request)
        _ = gate.ask(request)
        _ = gate.ask(request)
        _ = gate.ask([:])
        let name = "gatehouse_decision_duration_seconds"
        for (use, count) in [("hit", 2), ("miss", 1), ("none", 1)] {
            #expect(gate.metric("\(name)_count{cache=\"\(use)\"}") == "\(count)")
            #expect(gate.metric("\(name)_bucket{cache=\"\(use)\",le=\"+Inf\"}") == "\(count)")
            let sum = try #require(Double(gate.metric("\(name)_sum{cache=\"\(use)\"}") ?? ""))
            #expect((1e-7..<5).contains(sum))
            let buckets = gate.content("metrics").split(separator: "\n").filter {
                $0.hasPrefix("\(name)_bucket{cache=\"\(use)\"")
            }.compactMap { Int($0.split(separator: " ").last ?? "") }
            #expect(buckets.count == 19)
            #expect(buckets == buckets.sorted())
        }
        #expect(gate.metric("gatehouse_cache_hits_total") == "2")
        #expect(gate.metric("gatehouse_cache_misses_total") == "1")
        #expect(gate.metric("gatehouse_cache_entries") == "1")
        #expect(gate.metric("gatehouse_cache_limit_bytes") == "1048576")
        #expect(gate.content("metrics").contains("le=\"1e-06\"} "))
    }

    @Test("count what the cache lets go, over one cache after the other")
    func evictions() {
        let count = EvictionCount()
        for round in 1...2 {
            let cache = DecisionCache(byteLimit: 1 << 14, evictions: count)
            for number in 0..<100 {
                cache.insert(
                    DecisionCacheTests.answer(), for: DecisionCacheTests.key(UInt64(number * 16)))
            }
            #expect(cache.statistics.evictions == 98)
            #expect(count.value == round * 98)
        }
    }

    @Test("tell of issuers: keys, age, next fetch, failures and transfers")
    func issuers() throws {
        let gate = try EndpointGate(keys: [.keySet(url: "https://issuer.example/keys")])
        let store = gate.inForce.current.keys
        #expect(gate.metric("gatehouse_issuer_keys{issuer=\"i0\"}") == "0")
        #expect(gate.metric("gatehouse_issuer_keys_age_seconds{issuer=\"i0\"}") == nil)
        let start = MonotonicTime(milliseconds: KeyRefresher.now().milliseconds - 90_000)
        let first = try #require(store.next(now: start).fetches.first)
        let failure = FetchFailure(reason: "no route", elapsed: .milliseconds(250))
        _ = store.completed(first, with: .failure(failure), now: start)
        #expect(gate.metric("gatehouse_issuer_failing{issuer=\"i0\"}") == "1")
        let retry = try #require(store.next(now: start + .seconds(60)).fetches.first)
        let body = Array(try gate.mint.jwks().utf8)
        _ = store.completed(
            retry, with: .success(FetchResponse(status: 200, body: body, elapsed: .milliseconds(125))),
            now: start + .seconds(60))
        #expect(gate.metric("gatehouse_issuer_failing{issuer=\"i0\"}") == "0")
        #expect(gate.metric("gatehouse_issuer_keys{issuer=\"i0\"}") == "1")
        let age = try #require(Double(gate.metric("gatehouse_issuer_keys_age_seconds{issuer=\"i0\"}") ?? ""))
        #expect((30..<40).contains(age))
        let last = gate.metric("gatehouse_issuer_last_success_timestamp_seconds{issuer=\"i0\"}")
        #expect((gate.mint.now - 40..<gate.mint.now - 20).contains(try #require(Int64(last ?? ""))))
        let next = gate.metric("gatehouse_issuer_next_fetch_timestamp_seconds{issuer=\"i0\"}")
        #expect(try #require(Int64(next ?? "")) > gate.mint.now + 1_000)
        let transfers = [("discovery", "0", "0.0"), ("key_set", "1", "0.125"), ("failure", "1", "0.25")]
        for (result, count, seconds) in transfers {
            let labels = "{issuer=\"i0\",result=\"\(result)\"}"
            #expect(gate.metric("gatehouse_issuer_fetches_total\(labels)") == count)
            #expect(gate.metric("gatehouse_issuer_fetch_seconds_total\(labels)") == seconds)
        }
    }

    @Test("tell of reloads and of the server")
    func daemon() throws {
        let gate = try EndpointGate()
        #expect(gate.metric("gatehouse_config_last_reload_successful") == "1")
        gate.telemetry.noteReload(isSuccess: true, at: UnixTime(seconds: 1_800_000_000))
        gate.telemetry.noteReload(isSuccess: false, at: UnixTime(seconds: 1_900_000_000))
        #expect(gate.metric("gatehouse_config_reloads_total{result=\"success\"}") == "1")
        #expect(gate.metric("gatehouse_config_reloads_total{result=\"failure\"}") == "1")
        #expect(gate.metric("gatehouse_config_last_reload_successful") == "0")
        #expect(gate.metric("gatehouse_config_last_reload_success_timestamp_seconds") == "1800000000")
        gate.telemetry.watch {
            var counters = ServerCounters()
            counters.accepted = 11
            counters.open = 12
            counters.requests = 13
            counters.parked = 14
            counters.refusedByAdmission = 15
            counters.overdue = 16
            counters.displaced = 17
            return counters
        }
        let expected = [
            "connections_accepted_total": 11, "connections_open": 12, "requests_total": 13,
            "requests_waiting": 14,
            "requests_rejected_total": 15, "connections_dropped_total{reason=\"deadline\"}": 16,
            "connections_dropped_total{reason=\"limit\"}": 17,
        ]
        for (name, value) in expected { #expect(gate.metric("gatehouse_\(name)") == "\(value)") }
        #expect(gate.metric("gatehouse_workers") == "1")
        let memory = try #require(Int(gate.metric("process_resident_memory_bytes") ?? ""))
        #expect((1 << 20..<1 << 33).contains(memory))
        let time = try #require(Double(gate.metric("process_cpu_seconds_total") ?? ""))
        #expect(time > 0)
        _ = gate.ask(.bearer(try gate.mint.token()))
        #expect(try #require(Double(gate.metric("process_cpu_seconds_total") ?? "")) > time)
        #expect(gate.metric("process_start_time_seconds") == "\(gate.telemetry.startTime.seconds)")
        #expect(
            gate.content("metrics").contains(
                "gatehouse_build_info{version=\"\(Version.gatehouse)\",openssl=\"3."))
    }

    @Test("stay few with a thousand policies: zeros are left out")
    func crowd() throws {
        let policies = (0..<1_000).map { "  p\($0): { issuers: [ main ], audiences: [ a ] }\n" }.joined()
        let gate = try EndpointGate(
            yaml:
                "issuers:\n  main: { issuer: i, jwks: \"https://issuer.example/keys\" }\npolicies:\n\(policies)"
        )
        _ = gate.ask(["GATEHOUSE_POLICY": "p7"])
        #expect(gate.metric(Self.decisions("refuse", "TokenNotPresent", policy: "p7")) == "1")
        #expect(gate.content("metrics").utf8.count < 20_000)
    }

    @Test("escape whatever is in a label")
    func escaping() {
        var text = PrometheusText()
        text.family("x", .gauge, "X.")
        text.sample(1, [("a", "b\\c\"d\ne"), ("f", "")])
        #expect(text.text == "# HELP x X.\n# TYPE x gauge\nx{a=\"b\\\\c\\\"d\\ne\",f=\"\"} 1\n")
    }
}
