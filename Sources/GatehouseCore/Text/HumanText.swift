/// Numbers and times as people read them.
enum HumanText {
    /// A length of time in its two largest units: `3 min 20 s`.
    static func time(seconds: Int64) -> String {
        let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0 s" }
        let large = units[first]
        let rest = seconds % large.seconds
        guard first + 1 < units.count, rest >= units[first + 1].seconds else {
            return "\(seconds / large.seconds) \(large.name)"
        }
        let small = units[first + 1]
        return "\(seconds / large.seconds) \(large.name) \(rest / small.seconds) \(small.name)"
    }

    /// A whole number with thin spaces between thousands.
    static func number(_ value: Int) -> String {
        let digits = Array("\(value.magnitude)")
        var text = value < 0 ? "−" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    /// A share of a whole in percent, with one digit after the point; never rounded to none or all of it.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        var tenths = Int((Double(part) / Double(whole) * 1_000).rounded())
        if part > 0 { tenths = max(1, tenths) }
        if part < whole { tenths = min(999, tenths) }
        return tenths == 1_000 || tenths == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    /// A number of bytes, in the largest unit of 1024 that it reaches.
    static func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1_024, unit + 1 < units.count {
            value /= 1_024
            unit += 1
        }
        let isExact = unit == 0 || value >= 100 || value == value.rounded()
        return isExact
            ? "\(Int(value.rounded())) \(units[unit])" : "\(Double(Int(value * 10)) / 10) \(units[unit])"
    }

    /// A length of time of a decision, in nanoseconds: `18 µs`.
    static func duration(nanoseconds: Int) -> String {
        switch nanoseconds {
        case ..<1_000: "\(nanoseconds) ns"
        case ..<1_000_000: "\(nanoseconds / 1_000) µs"
        case ..<1_000_000_000: "\(nanoseconds / 1_000_000) ms"
        default: "\(nanoseconds / 1_000_000_000) s"
        }
    }
}
