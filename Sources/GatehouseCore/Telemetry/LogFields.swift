internal import JSON

/// Names and values of a line of the log, in text or JSON.
///
/// Whatever goes in, a line stays a line: text that could break it is escaped, in both forms as JSON
/// escapes it.
package struct LogFields: Hashable, Sendable {
    /// How lines are written.
    package let format: Configuration.LogFormat

    /// The fields as they stand in a line, each with what separates it from the one before.
    package private(set) var text = ""

    /// How long they are, in bytes.
    package var byteCount: Int { text.utf8.count }

    /// Begins without any.
    package init(format: Configuration.LogFormat) {
        self.format = format
    }

    /// Adds a value; a missing one leaves no trace.
    package mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        switch format {
        case .json: text += ",\"\(name)\":\(value.jsonText)"
        case .text: text += " \(name)=\(Self.isPlain(value) ? value : value.jsonText)"
        }
    }

    /// Adds a number.
    package mutating func add(_ name: String, _ value: Int64) {
        text += format == .json ? ",\"\(name)\":\(value)" : " \(name)=\(value)"
    }

    /// Adds a number with a fraction; a finite one.
    package mutating func add(_ name: String, fraction value: Double) {
        text += format == .json ? ",\"\(name)\":\(value)" : " \(name)=\(value)"
    }

    /// Adds what `other` holds.
    package mutating func add(_ other: LogFields) {
        text += other.text
    }

    /// Whether a value needs no quotes in text.
    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
    }
}
