internal import JSON
internal import Server

/// The identifiers of a W3C `traceparent` header (Trace Context, section 3.2), which ties a log line to a trace.
///
/// The client chooses them; only the exact form passes, so nothing else can be written into a line with them.
struct TraceParent: Hashable, Sendable {
    /// The trace's identifier, 32 lower-case hexadecimal digits.
    let traceID: String

    /// The identifier of the span that made the request, 16 lower-case hexadecimal digits.
    let spanID: String

    /// Reads a header's value; `nil` when it has not the form, or is one that the specification forbids.
    ///
    /// - Parameter value: The value. Chosen by the client.
    init?(_ value: Span<UInt8>) {
        guard value.count >= Self.length, value[2] == Self.dash, value[35] == Self.dash,
            value[52] == Self.dash,
            Self.areDigits(value.extracting(0..<2)), Self.areDigits(value.extracting(3..<35)),
            Self.areDigits(value.extracting(36..<52)), Self.areDigits(value.extracting(53..<55))
        else { return nil }
        let version = String(copying: value.extracting(0..<2))
        // A later version may have more behind another dash; ff is none.
        guard version != "ff",
            value.count == Self.length || (version != "00" && value[Self.length] == Self.dash)
        else { return nil }
        traceID = String(copying: value.extracting(3..<35))
        spanID = String(copying: value.extracting(36..<52))
        guard traceID.contains(where: { $0 != "0" }), spanID.contains(where: { $0 != "0" }) else {
            return nil
        }
    }

    private static let length = 55
    private static let dash = UInt8(ascii: "-")

    private static func areDigits(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
            default: return false
            }
        }
        return true
    }
}

extension ParameterName {
    /// The client's `traceparent` header.
    static let traceParent = ParameterName(header: "traceparent")
}
