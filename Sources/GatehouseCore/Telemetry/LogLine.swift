package import JOSE
internal import JSON

/// One line of the log, in text or JSON.
///
/// Whatever goes in, a line stays a line: text that could break it is escaped, in both forms as JSON
/// escapes it.
package struct LogLine {
    /// The finished line with its line feed.
    package var bytes: [UInt8] { Array((format == .json ? line + "}\n" : line + "\n").utf8) }

    private let format: Configuration.LogFormat
    private var line: String

    /// Begins a line.
    ///
    /// - Parameters:
    ///   - format: How lines are written.
    ///   - time: When it happened.
    ///   - level: How much it matters, in swift-log's words.
    ///   - event: What happened, in one word or a sentence.
    package init(format: Configuration.LogFormat, time: UnixTime, level: String, event: String) {
        self.format = format
        switch format {
        case .json:
            line = "{\"time\":\"\(time)\",\"level\":\"\(level)\",\"event\":\(event.jsonText)"
        case .text:
            line = "\(time) \(level) \(Self.escaped(event))"
        }
    }

    /// Adds a value; a missing one leaves no trace.
    package mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        switch format {
        case .json: line += ",\"\(name)\":\(value.jsonText)"
        case .text: line += " \(name)=\(Self.isPlain(value) ? value : value.jsonText)"
        }
    }

    /// Adds a number.
    package mutating func add(_ name: String, _ value: Int64) {
        line += format == .json ? ",\"\(name)\":\(value)" : " \(name)=\(value)"
    }

    /// Whether a value needs no quotes in text.
    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
    }

    /// A sentence without anything that ends a line or moves a terminal's cursor.
    private static func escaped(_ sentence: String) -> String {
        sentence.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            ? sentence : String(sentence.jsonText.dropFirst().dropLast())
    }
}
