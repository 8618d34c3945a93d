internal import Bytes
internal import Policy

/// The `WWW-Authenticate` value of a refusal (RFC 6750 section 3, RFC 9110 section 11.6.1).
enum Challenge {
    /// Makes the challenge.
    ///
    /// - Parameters:
    ///   - refusal: Why the request was refused.
    ///   - message: The refusal's message, as the client is told it.
    ///   - realm: The policy's name.
    ///   - requiredScopes: The scopes the location requires, to be named when no token came.
    /// - Returns: `nil` when the fault is ours and other credentials would not help.
    static func value(
        for refusal: Refusal, message: String, realm: String, requiredScopes: [String]
    ) -> String? {
        guard refusal.status < 500 else { return nil }
        var value = "Bearer realm=\"\(realm.headerText)\""
        if let error = refusal.bearerError {
            value += ", error=\"\(error)\", error_description=\"\(message)\""
        }
        let scopes = refusal.bearerError == nil ? requiredScopes : refusal.missingScopes
        if !scopes.isEmpty {
            value += ", scope=\"\(scopes.joined(separator: " ").headerText)\""
        }
        return value
    }
}

extension String {
    /// The text as one line that fits into a quoted string of a header, an `error_description`
    /// (RFC 6750 section 3) and a JSON string alike: printable ASCII without `"` and `\`.
    var headerText: String {
        var bytes = Array(utf8)
        // Of a character that is several bytes, one becomes a question mark.
        if !ascii.containsAll(of: bytes.span) { bytes.removeAll { (0x80..<0xC0).contains($0) } }
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\""): bytes[index] = UInt8(ascii: "'")
            case UInt8(ascii: "\\"): bytes[index] = UInt8(ascii: "/")
            case UInt8(ascii: " ")...UInt8(ascii: "~"): break
            default: bytes[index] = UInt8(ascii: "?")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

private let ascii = ByteSet(0x00...0x7F)
