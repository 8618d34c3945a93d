import Testing

@testable import GatehouseCore

@Suite("W3C Trace Context section 3.2: traceparent")
struct TraceParentTests {
    static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private static func parse(_ text: String) -> TraceParent? {
        let bytes = Array(text.utf8)
        return TraceParent(bytes.span)
    }

    @Test(
        "its identifiers are read",
        arguments: [good, "cc" + good.dropFirst(2), "cc" + good.dropFirst(2) + "-what"])
    func identifiers(text: String) {
        let trace = Self.parse(text)
        #expect(trace?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace?.spanID == "00f067aa0ba902b7")
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "00", "ff" + good.dropFirst(2), good + "-x", good + "x", "cc" + good.dropFirst(2) + "x",
            good.uppercased(), String(good.dropLast()), good.replacing("-", with: "_"), " " + good,
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47\n6-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u{e9}",
        ])
    func malformed(text: String) {
        #expect(Self.parse(text) == nil)
    }

    @Test("a share of allows is chosen, and nothing at its ends")
    func sampling() {
        for (share, range) in [(0.0, 0...0), (1.0, 10_000...10_000), (0.25, 2_300...2_700)] {
            var sampling = AllowSampling(share: share, seed: 42)
            #expect(range.contains((0..<10_000).count { _ in sampling.takesNext() }))
        }
    }
}
