/// Prometheus's text exposition format, version 0.0.4.
struct PrometheusText {
    /// What a family's samples are.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// What has been written so far.
    private(set) var text = ""

    private var name = ""

    /// Begins a family of samples.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - kind: What its samples are.
    ///   - help: One sentence, without a line break.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds a sample to the family.
    ///
    /// - Parameters:
    ///   - value: Its value.
    ///   - labels: Names, and values that may be any text.
    ///   - suffix: What comes behind the family's name.
    mutating func sample(_ value: Int, _ labels: [(String, String)] = [], suffix: String = "") {
        line("\(value)", labels, suffix)
    }

    /// Adds a sample with a fraction.
    mutating func sample(_ value: Double, _ labels: [(String, String)] = [], suffix: String = "") {
        line("\(value)", labels, suffix)
    }

    private mutating func line(_ value: String, _ labels: [(String, String)], _ suffix: String) {
        text += name
        text += suffix
        var separator = "{"
        for (label, value) in labels {
            text += "\(separator)\(label)=\"\(Self.escaped(value))\""
            separator = ","
        }
        text += labels.isEmpty ? " " : "} "
        text += value
        text += "\n"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else { return value }
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
