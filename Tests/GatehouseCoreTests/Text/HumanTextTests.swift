import Testing

@testable import GatehouseCore

@Suite("Numbers and times for people")
struct HumanTextTests {
    @Test(
        "are as people read them",
        arguments: [
            (HumanText.time(seconds: 0), "0 s"), (HumanText.time(seconds: 59), "59 s"),
            (HumanText.time(seconds: 200), "3 min 20 s"), (HumanText.time(seconds: 3_600), "1 h"),
            (HumanText.time(seconds: 90_061), "1 d 1 h"), (HumanText.time(seconds: 86_460), "1 d"),
            (HumanText.time(seconds: .max), "106751991167300 d 15 h"), (HumanText.time(seconds: .min), "0 s"),
            (HumanText.number(1_234_567), "1\u{202F}234\u{202F}567"),
            (HumanText.number(999), "999"), (HumanText.percent(1, of: 100_000), "0.1 %"),
            (HumanText.percent(0, of: 5), "0 %"), (HumanText.percent(5, of: 5), "100 %"),
            (HumanText.percent(99_999, of: 100_000), "99.9 %"), (HumanText.percent(1, of: 0), "–"),
            (HumanText.bytes(0), "0 B"), (HumanText.bytes(1_536), "1.5 KiB"),
            (HumanText.bytes(32 << 20), "32 MiB"),
            (HumanText.duration(nanoseconds: 999), "999 ns"),
            (HumanText.duration(nanoseconds: 18_400), "18 µs"),
        ])
    func text(text: String, expected: String) {
        #expect(text == expected)
    }
}
