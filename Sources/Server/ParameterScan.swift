internal import Bytes
internal import Posix

/// Checks a stream of name-value pairs as it comes (FastCGI 1.0 section 3.4).
///
/// libfcgi believes every length it reads; this is what makes that safe. A pair may span records, so the
/// scan stands between any two bytes.
struct ParameterScan {
    private enum Stage {
        case name
        case nameLength
        case restOfNameLength(missing: Int)
        case restOfValueLength(missing: Int)
        case value
        case valueLength
    }

    private var stage = Stage.nameLength
    private var nameLeft = 0
    private var valueLeft = 0

    /// Whether the stream may end here.
    var isBetweenPairs: Bool {
        if case .nameLength = stage { true } else { false }
    }

    /// How many bytes of the pair at hand are missing at least.
    var missing: Int {
        switch stage {
        case .name, .value: nameLeft + valueLeft
        case .nameLength: 0
        case .restOfNameLength, .restOfValueLength, .valueLength: 1
        }
    }

    /// Reads on.
    ///
    /// - Parameter bytes: The stream's next bytes. The peer's: a length may be anything up to 2^31 - 1.
    /// - Returns: `nil`, or what is wrong with them.
    mutating func violation(in bytes: Span<UInt8>) -> AdmissionViolation? {
        var position = 0
        while position < bytes.count {
            switch stage {
            case .name:
                let taken = min(nameLeft, bytes.count - position)
                let part = bytes.extracting(position..<(position + taken))
                for index in part.indices where part[index] == 0 || part[index] == UInt8(ascii: "=") {
                    return .forbiddenByteInName(part[index])
                }
                position += taken
                nameLeft -= taken
                if nameLeft == 0 { stage = valueLeft == 0 ? .nameLength : .value }
            case .nameLength:
                let byte = bytes[position]
                position += 1
                nameLeft = Int(byte & 0x7f)
                stage = byte < 0x80 ? .valueLength : .restOfNameLength(missing: 3)
                if byte == 0 { return .emptyName }
            case .restOfNameLength(let missing):
                nameLeft = nameLeft << 8 | Int(bytes[position])
                position += 1
                stage = missing == 1 ? .valueLength : .restOfNameLength(missing: missing - 1)
                if missing == 1, nameLeft == 0 { return .emptyName }
            case .restOfValueLength(let missing):
                valueLeft = valueLeft << 8 | Int(bytes[position])
                position += 1
                stage = missing == 1 ? .name : .restOfValueLength(missing: missing - 1)
            case .value:
                let taken = min(valueLeft, bytes.count - position)
                let part = bytes.extracting(position..<(position + taken))
                if part.contains(0) { return .zeroByteInValue }
                position += taken
                valueLeft -= taken
                if valueLeft == 0 { stage = .nameLength }
            case .valueLength:
                let byte = bytes[position]
                position += 1
                valueLeft = Int(byte & 0x7f)
                stage = byte < 0x80 ? .name : .restOfValueLength(missing: 3)
            }
        }
        return nil
    }
}
