internal import JOSE

/// The decisions of the last hour as a picture (SVG): a bar a minute, what was let in above what was refused.
///
/// Each half has a scale of its own: refusals are few, and what is of interest.
struct DecisionPlot {
    private let minutes: [StatusReport.Minute]
    private let most: (allowed: Int, refused: Int)

    /// The refusals that there were, the most frequent first, with their number.
    let refusals: [(outcome: DecisionOutcome, count: Int)]

    /// How many were let in by their policy.
    let allowed: Int

    /// How many were kept out.
    var refused: Int { refusals.reduce(0) { $0 + ($1.outcome.kind == .refuse ? $1.count : 0) } }

    /// How many there were in all.
    var total: Int { refusals.reduce(allowed) { $0 + $1.count } }

    init(_ minutes: [StatusReport.Minute]) {
        self.minutes = minutes
        allowed = minutes.reduce(0) { $0 + $1.counts[DecisionOutcome.allow.index] }
        refusals = DecisionOutcome.all.dropFirst()
            .map { outcome in (outcome, minutes.reduce(0) { $0 + $1.counts[outcome.index] }) }
            .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
        most = (
            minutes.map { $0.counts[DecisionOutcome.allow.index] }.max() ?? 0,
            minutes.map { $0.counts.dropFirst().reduce(0, +) }.max() ?? 0
        )
    }

    /// The picture, with its scales beside it as text that keeps its size on a small screen.
    var html: HTMLText {
        """
        <figure class="plot">
        <div class="scale"><span>\(HumanText.number(Self.ceiling(most.allowed)))</span><span>0</span></div>
        <svg viewBox="0 0 600 120" preserveAspectRatio="none" role="img" aria-label="allowed per minute">
        <title>allowed per minute</title>\(Self.grid(120))\(bars(height: 120, of: [.allow], most: most.allowed))</svg>
        <div class="scale"><span>\(HumanText.number(Self.ceiling(most.refused)))</span><span>0</span></div>
        <svg viewBox="0 0 600 120" preserveAspectRatio="none" role="img" aria-label="refused per minute">
        <title>refused per minute</title>\(Self.grid(120))\
        \(bars(height: 120, of: refusals.map(\.outcome), most: most.refused))</svg>
        <div class="axis"><span>\(clock(0))</span><span>\(clock(20))</span><span>\(clock(40))</span><span>now</span></div>
        </figure>
        """
    }

    /// The class of an outcome's colour.
    static func colour(_ outcome: DecisionOutcome) -> String {
        guard outcome.kind != .allow else { return "c0" }
        return "c\((outcome.index - 1) % DecisionOutcome.reasons.count + 1)"
            + (outcome.kind == .report ? " rep" : "")
    }

    private func bars(height: Int, of outcomes: [DecisionOutcome], most: Int) -> [HTMLText] {
        guard most > 0 else { return [] }
        let scale = Double(height) / Double(Self.ceiling(most))
        return minutes.enumerated().compactMap { place, minute in
            var below = 0
            var parts: [HTMLText] = []
            for outcome in outcomes where minute.counts[outcome.index] > 0 {
                let count = minute.counts[outcome.index]
                let top = Double(height) - Double(below + count) * scale
                parts.append(
                    """
                    <rect class="\(Self.colour(outcome))" x="\(place * 10 + 1)" y="\(Self.fixed(top))" width="8" \
                    height="\(Self.fixed(Double(count) * scale))"/>
                    """)
                below += count
            }
            guard !parts.isEmpty else { return nil }
            return "<g><title>\(tip(minute, outcomes))</title>\(parts)</g>"
        }
    }

    /// What a bar says when it is pointed at.
    private func tip(_ minute: StatusReport.Minute, _ outcomes: [DecisionOutcome]) -> String {
        let parts = outcomes.compactMap { outcome in
            let count = minute.counts[outcome.index]
            return count == 0 ? nil : "\(outcome.words): \(HumanText.number(count))"
        }
        return "\(Self.clock(minute.start)) – \(parts.joined(separator: ", "))"
    }

    private func clock(_ place: Int) -> String {
        place < minutes.count ? Self.clock(minutes[place].start) : ""
    }

    /// Hour and minute in UTC.
    private static func clock(_ time: UnixTime) -> String {
        String("\(time)".dropFirst(11).prefix(5))
    }

    /// Lines at a half and at the top.
    private static func grid(_ height: Int) -> HTMLText {
        """
        <path class="grid" d="M0 0.5H600M0 \(height / 2)H600M0 \(height)H600"/>
        """
    }

    /// The next round number from `value` on, for the top of a scale.
    static func ceiling(_ value: Int) -> Int {
        var step = 1
        while step < value, step < Int.max / 100 {
            for factor in [1, 2, 3, 4, 5, 6, 8, 10] where step * factor >= value { return step * factor }
            step *= 10
        }
        return max(step, value)
    }

    private static func fixed(_ value: Double) -> String {
        "\((value * 10).rounded() / 10)"
    }
}

extension DecisionOutcome {
    /// The outcome as a legend has it.
    var words: String {
        switch kind {
        case .allow: "allowed"
        case .refuse: reason ?? ""
        case .report: "\(reason ?? "") (reported)"
        }
    }
}
