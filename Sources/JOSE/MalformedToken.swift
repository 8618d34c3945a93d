package import JSON

/// Why a text is no token that Gatehouse reads: a JWS in compact serialization (RFC 7515 section 3.1)
/// with a JSON object as its payload (RFC 7519 section 3).
package enum MalformedToken: Error, Hashable, Sendable {
    /// The parts of a token, for messages.
    package enum Part: String, Sendable {
        case header
        case payload
        case signature
    }

    /// `alg` is missing or no string.
    case algorithmMissing

    /// `b64` asks for an unencoded payload (RFC 7797).
    case unencodedPayload

    /// `crit` names extensions that must be understood and are not, or is not as RFC 7515 section 4.1.11
    /// wants it.
    case criticalExtension(names: [String])

    /// The token has five parts: it is encrypted (RFC 7516).
    case encrypted

    /// A header parameter has the wrong JSON type.
    case headerParameterType(name: String)

    /// The part is longer than its limit, in bytes.
    case tooLong(limit: Int)

    /// The part is not base64url.
    case notBase64URL(Part)

    /// The part is not strict JSON.
    case notJSON(Part, JSONError)

    /// The part is JSON but no object.
    case notAnObject(Part)

    /// There are not three parts.
    case partCount(Int)
}

extension MalformedToken: CustomStringConvertible {
    package var description: String {
        switch self {
        case .algorithmMissing:
            "the header has no \"alg\" that is a string"
        case .unencodedPayload:
            "the header has \"b64\", and unencoded payloads (RFC 7797) are not accepted"
        case .criticalExtension(let names) where names.isEmpty:
            "the header has \"crit\", and no extension is understood here"
        case .criticalExtension(let names):
            "\"crit\" names \(names.map(\.quotedForMessage).joined(separator: ", ")), "
                + "and no extension is understood here"
        case .encrypted:
            "the token is encrypted (JWE, five parts), and a signed token (JWS, three parts) is accepted"
        case .headerParameterType(let name):
            "the header's \"\(name)\" has the wrong type"
        case .tooLong(let limit):
            "the token is longer than \(limit) bytes"
        case .notBase64URL(let part):
            "the \(part.rawValue) is not base64url without padding"
        case .notJSON(let part, let error):
            "the \(part.rawValue) \(error)"
        case .notAnObject(let part):
            "the \(part.rawValue) is not a JSON object"
        case .partCount(let count):
            "the token has \(count) \(count == 1 ? "part" : "parts"), and a signed token (JWS) has three"
        }
    }
}
