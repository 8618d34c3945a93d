internal import Server

/// The bytes that a peer sends, before any of them reaches libfcgi.
enum AdmissionTarget {
    static func run(_ bytes: [UInt8]) {
        let atOnce = decisions(on: bytes, step: bytes.count)
        let byteByByte = decisions(on: bytes, step: 1)
        precondition(atOnce == byteByByte, "what is decided depends on how the bytes come")
    }

    private static func decisions(on bytes: [UInt8], step: Int) -> [AdmissionDecision] {
        var admission = Admission()
        var decisions: [AdmissionDecision] = []
        var end = 0
        while end < bytes.count {
            let start = end
            end = min(bytes.count, end + max(1, step))
            var position = 0
            let part = bytes[start..<end]
            let piece = Array(part)
            reading: while true {
                let decision = admission.next(in: piece.span, from: &position)
                switch decision {
                case .needsMore: break reading
                case .violation: return decisions + [decision]
                case .aborted, .cannotMultiplex, .parametersTooLarge, .request, .unknownRole, .unknownType,
                    .values:
                    decisions.append(decision)
                }
            }
        }
        return decisions
    }
}
