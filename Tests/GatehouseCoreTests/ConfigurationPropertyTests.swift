import GatehouseCore
import Testing

@Suite("Configuration: whatever the text")
struct ConfigurationPropertyTests {
    @Test(
        "5,000 damaged configurations give a configuration, or an error on a line of the file",
        .timeLimit(.minutes(1)))
    func damaged() {
        var random = SplitMix64(seed: 2)
        let lines = ConfigurationExample.full.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        var refused = 0
        for _ in 0..<5_000 {
            var damaged = lines
            for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&damaged, using: &random) }
            let yaml = damaged.joined(separator: "\n")
            let reading = ConfigurationExample.read(yaml)
            let errors = reading.problems.filter { $0.severity == .error }
            #expect((reading.configuration == nil) == !errors.isEmpty, "\(yaml)")
            let lineCount = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
            for problem in reading.problems {
                #expect((1...lineCount).contains(problem.line ?? 0), "\(problem) in \(yaml)")
                #expect(!problem.report.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(yaml)")
            }
            refused += errors.isEmpty ? 0 : 1
        }
        #expect((2_500..<5_000).contains(refused), "the damage is neither harmless nor always fatal")
    }

    private func damage(_ lines: inout [String], using random: inout SplitMix64) {
        guard let index = lines.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: index)
        case 2: lines[index] = Self.replacements.randomElement(using: &random) ?? ""
        case 3: lines.swapAt(index, lines.indices.randomElement(using: &random) ?? index)
        case 4: lines[index] = String(lines[index].dropFirst(Int.random(in: 1...4, using: &random)))
        default:
            var scalars = Array(lines[index].unicodeScalars)
            guard let place = scalars.indices.randomElement(using: &random) else { return }
            scalars[place] = Self.characters.randomElement(using: &random) ?? "x"
            lines[index] = String(String.UnicodeScalarView(scalars))
        }
    }

    private static let characters = Array(
        "{}[]:,&*#?|>-!%@`\"'\\ \t\r\u{0}\u{1b}\u{85}\u{2028}\u{FEFF}\u{10FFFF}é0~.".unicodeScalars)

    private static let replacements = [
        "", "---", "...", "- a", "? a", "a: &a [ *a ]", "<<: *a", "issuers:", "policies: ~", "  orders: [",
        "{ a: 1, a: 2 }",
        "    issuers: [ entra, entra ]", "    clock-skew: 99999999999999999999", "%YAML 1.1", "!!binary x",
        "\"\\uD800\"",
        "'", "\u{E000}0: 1",
    ]
}
