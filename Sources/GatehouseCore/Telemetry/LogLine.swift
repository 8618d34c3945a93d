package import JOSE
internal import JSON

/// One line of the log, in text or JSON.
package struct LogLine {
    /// What it says beside the event.
    package var fields: LogFields

    private let beginning: String

    /// Begins a line.
    ///
    /// - Parameters:
    ///   - format: How lines are written.
    ///   - time: When it happened.
    ///   - level: How much it matters, in swift-log's words.
    ///   - event: What happened, in one word or a sentence.
    package init(format: Configuration.LogFormat, time: UnixTime, level: String, event: String) {
        fields = LogFields(format: format)
        switch format {
        case .json: beginning = "{\"time\":\"\(time)\",\"level\":\"\(level)\",\"event\":\(event.jsonText)"
        case .text: beginning = "\(time) \(level) \(Self.escaped(event))"
        }
    }

    /// The finished line with its line feed.
    package var bytes: [UInt8] {
        Array((beginning + fields.text + (fields.format == .json ? "}\n" : "\n")).utf8)
    }

    /// Adds a value; a missing one leaves no trace.
    package mutating func add(_ name: String, _ value: String?) {
        fields.add(name, value)
    }

    /// Adds a number.
    package mutating func add(_ name: String, _ value: Int64) {
        fields.add(name, value)
    }

    /// Adds a number with a fraction.
    package mutating func add(_ name: String, fraction value: Double) {
        fields.add(name, fraction: value)
    }

    /// A sentence without anything that ends a line or moves a terminal's cursor.
    private static func escaped(_ sentence: String) -> String {
        sentence.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            ? sentence : String(sentence.jsonText.dropFirst().dropLast())
    }
}
