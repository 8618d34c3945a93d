import Foundation
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Outcomes as they are counted")
struct DecisionOutcomeTests {
    @Test("each has a place of its own, and gives back its kind and reason")
    func places() {
        #expect(DecisionOutcome.all.count == 1 + 2 * DecisionOutcome.reasons.count)
        #expect(DecisionOutcome.allow.kind == .allow)
        #expect(DecisionOutcome.allow.reason == nil)
        for reason in DecisionOutcome.reasons {
            for isReportOnly in [false, true] {
                let outcome = DecisionOutcome(reason: reason, isReportOnly: isReportOnly)
                #expect(outcome.kind == (isReportOnly ? .report : .refuse))
                #expect(outcome.reason == reason)
                #expect(DecisionOutcome.all[outcome.index] == outcome)
            }
        }
    }

    @Test("a word that is not known counts as Other, so that nobody makes labels")
    func unknown() {
        #expect(DecisionOutcome(reason: "made up\n").reason == "Other")
    }

    @Test("every word of a refusal is known")
    func words() throws {
        let source = try String(
            contentsOfFile: "\(TestBinaries.packageDirectory)/Sources/Policy/Refusal.swift", encoding: .utf8)
        let property = try #require(source.split(separator: "package var reason: String {").dropFirst().first)
        let body = try #require(property.split(separator: "package var status").first)
        let words = Set(body.matches(of: /"([A-Za-z]+)"/).map { String($0.1) })
        #expect(words.count > 10)
        #expect(words.subtracting(DecisionOutcome.reasons) == [])
    }

    @Test("latencies fall into the bucket whose bound they do not exceed")
    func buckets() {
        let histogram = LatencyHistogram()
        for nanoseconds in [0, 1_000, 1_001, 2_500, 1_000_000_000, 1_000_000_001, .max] {
            histogram.add(nanoseconds)
        }
        var values = LatencyHistogram.Values()
        histogram.add(to: &values)
        #expect(values.buckets[0] == 2)
        #expect(values.buckets[1] == 2)
        #expect(values.buckets[17] == 1)
        #expect(values.buckets[18] == 2)
        #expect(values.count == 7)
    }

    @Test("the last hour forgets a minute when its place is needed again")
    func lastHour() {
        let hour = LastHour()
        let refused = DecisionOutcome(reason: "TokenExpired")
        hour.add(.allow, minute: 100)
        hour.add(refused, minute: 100)
        hour.add(refused, minute: 101)
        #expect(hour.counts(ofMinute: 100)?[.allow] == 1)
        #expect(hour.counts(ofMinute: 100)?[refused] == 1)
        #expect(hour.counts(ofMinute: 101)?[.allow] == 0)
        #expect(hour.counts(ofMinute: 102) == nil)
        hour.add(.allow, minute: 164)
        #expect(hour.counts(ofMinute: 100) == nil)
        #expect(hour.counts(ofMinute: 164)?[.allow] == 1)
        #expect(hour.counts(ofMinute: 164)?[refused] == 0)
        #expect(hour.counts(ofMinute: 101)?[refused] == 1)
    }

    @Test("another configuration keeps the counts of policies that stay")
    func policies() {
        let tally = WorkerTally()
        let recorder = DecisionRecorder(tally)
        let allow = CountedDecision(policy: 0, outcome: .allow)
        recorder.follow(generation: 0, names: ["a", "b"])
        recorder.record(allow, .miss, from: 0, to: 1)
        recorder.follow(generation: 1, names: ["b", "a"])
        recorder.record(allow, .hit, from: 0, to: 1)
        recorder.record(CountedDecision(policy: nil, outcome: .allow), .none, from: 0, to: 1)
        #expect(tally.counts(ofPolicy: "a")?[.allow] == 1)
        #expect(tally.counts(ofPolicy: "b")?[.allow] == 1)
        #expect(tally.unknownPolicy[.allow] == 1)
        recorder.follow(generation: 2, names: ["b"])
        #expect(tally.counts(ofPolicy: "a") == nil)
        recorder.follow(generation: 2, names: ["c"])
        #expect(tally.counts(ofPolicy: "c") == nil, "the same configuration is followed once")
    }
}
