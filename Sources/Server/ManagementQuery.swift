/// The content of a GET_VALUES record (FastCGI 1.0 section 4.1).
enum ManagementQuery {
    /// Which of the variables that we know a web server asks for.
    ///
    /// - Parameter content: Name-value pairs with empty values. The peer's.
    /// - Returns: `nil` when a length reaches beyond the content.
    static func values(askedForIn content: Span<UInt8>) -> Set<ManagementValue>? {
        var values: Set<ManagementValue> = []
        var position = 0
        while position < content.count {
            guard let nameLength = length(in: content, at: &position),
                let valueLength = length(in: content, at: &position),
                nameLength <= content.count - position,
                valueLength <= content.count - position - nameLength
            else { return nil }
            let name = content.extracting(position..<(position + nameLength))
            for value in ManagementValue.allCases where isEqual(name, value.rawValue.utf8) {
                values.insert(value)
            }
            position += nameLength + valueLength
        }
        return values
    }

    /// Reads a length of one byte or four.
    private static func length(in content: Span<UInt8>, at position: inout Int) -> Int? {
        guard position < content.count else { return nil }
        let first = Int(content[position])
        position += 1
        guard first >= 0x80 else { return first }
        guard content.count - position >= 3 else { return nil }
        defer { position += 3 }
        return (first & 0x7f) << 24 | Int(content[position]) << 16 | Int(content[position + 1]) << 8
            | Int(content[position + 2])
    }

    private static func isEqual(_ name: Span<UInt8>, _ expected: String.UTF8View) -> Bool {
        guard name.count == expected.count else { return false }
        for (index, byte) in expected.enumerated() where name[index] != byte { return false }
        return true
    }
}

/// A variable that a web server may ask for with GET_VALUES (FastCGI 1.0 section 4.1).
package enum ManagementValue: String, CaseIterable, Hashable, Sendable {
    /// How many connections we take at a time.
    case maximumConnections = "FCGI_MAX_CONNS"

    /// How many requests we take at a time.
    case maximumRequests = "FCGI_MAX_REQS"

    /// Whether a connection may carry several requests at a time: it may not.
    case multiplexesConnections = "FCGI_MPXS_CONNS"
}
