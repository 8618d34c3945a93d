package import JSON
package import OpenSSL

/// Why a text is no token that Gatehouse reads: a JWS in compact serialization (RFC 7515 section 3.1)
/// with a JSON object as its payload (RFC 7519 section 3).
package enum MalformedToken: Error, Hashable, Sendable {
    /// The parts of a token, for messages.
    package enum Part: String, Sendable {
        case authenticationTag = "authentication tag"
        case ciphertext
        case encryptedKey = "encrypted key"
        case header
        case initializationVector = "initialization vector"
        case payload
        case signature
    }

    /// `alg` is missing or no string.
    case algorithmMissing

    /// `zip` asks for decompression (RFC 7516 section 4.1.3), which a few bytes can make boundless.
    case compressed

    /// No decryption key opens it; which step failed is told to nobody (RFC 7516 section 11.5).
    case decryptionFailed

    /// Whether a decryption key opens it could not be found out.
    case decryptionNotPossible(OpenSSLError)

    /// `b64` asks for an unencoded payload (RFC 7797).
    case unencodedPayload

    /// `crit` names extensions that must be understood and are not, or is not as RFC 7515 section 4.1.11
    /// wants it.
    case criticalExtension(names: [String])

    /// The token has five parts: it is encrypted (RFC 7516).
    case encrypted

    /// `alg` or `enc` of an encrypted token names nothing that is accepted; `reason` says why where it is known.
    case encryptionNotAccepted(parameter: String, name: String, reason: String?)

    /// What was encrypted is encrypted again.
    case encryptedTwice

    /// What was encrypted is no signed token.
    case encryptedUnsigned

    /// A header parameter has the wrong JSON type.
    case headerParameterType(name: String)

    /// The token is longer than its limit, in bytes.
    case tooLong(limit: Int)

    /// The part is longer than its limit, in bytes.
    case partTooLong(Part, limit: Int)

    /// The part is not base64url.
    case notBase64URL(Part)

    /// The part is not strict JSON.
    case notJSON(Part, JSONError)

    /// The part is JSON but no object.
    case notAnObject(Part)

    /// There are not three parts.
    case partCount(Int)
}

extension MalformedToken {
    /// The problem in words that fit what came out of an encrypted token.
    package var insideEncryption: MalformedToken {
        switch self {
        case .encrypted: .encryptedTwice
        case .partCount: .encryptedUnsigned
        case .algorithmMissing, .compressed, .criticalExtension, .decryptionFailed, .decryptionNotPossible,
            .encryptedTwice, .encryptedUnsigned, .encryptionNotAccepted, .headerParameterType, .notAnObject,
            .notBase64URL, .notJSON, .partTooLong, .tooLong, .unencodedPayload:
            self
        }
    }
}

extension MalformedToken {
    /// Whether nothing is wrong with the token as far as we know: something of ours failed, as when memory is short.
    package var isFailureOfOurs: Bool {
        switch self {
        case .decryptionNotPossible, .notJSON(_, .outOfMemory): true
        default: false
        }
    }
}

extension MalformedToken: CustomStringConvertible {
    package var description: String {
        switch self {
        case .algorithmMissing:
            "the header has no \"alg\" that is a string"
        case .compressed:
            "the header has \"zip\", and compressed content is not accepted"
        case .decryptionFailed:
            "the token cannot be decrypted with the decryption keys of the policy's issuers"
        case .decryptionNotPossible(let error):
            "the token could not be decrypted: \(error)"
        case .unencodedPayload:
            "the header has \"b64\", and unencoded payloads (RFC 7797) are not accepted"
        case .criticalExtension(let names) where names.isEmpty:
            "the header has \"crit\", and no extension is understood here"
        case .criticalExtension(let names):
            "\"crit\" names \(names.map(\.quotedForMessage).joined(separator: ", ")), "
                + "and no extension is understood here"
        case .encrypted:
            "the token is encrypted (JWE), and the policy's issuers have no \"decryption-keys\""
        case .encryptionNotAccepted(let parameter, let name, let reason):
            "\"\(parameter)\" of the encryption is \(name.quotedForMessage), which is not accepted"
                + (reason.map { ": \($0)" } ?? "")
        case .encryptedTwice:
            "the encrypted token holds another encrypted token, and accepted is a signed one"
        case .encryptedUnsigned:
            "the encrypted token holds no signed token (JWS)"
        case .headerParameterType(let name):
            "the header's \"\(name)\" has the wrong type"
        case .tooLong(let limit):
            "the token is longer than \(limit) bytes"
        case .partTooLong(let part, let limit):
            "the \(part.rawValue) is longer than \(limit) bytes"
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
