internal import Bytes
package import JSON

/// Takes tokens apart.
///
/// One per worker, reused: its buffers grow to the tokens at hand. A token that it has read lives until it reads the next one.
package final class TokenReader {
    private let headerParser: JSONParser
    private let payloadParser: JSONParser
    private var decoded: [UInt8] = []

    /// The signature of the token read last.
    private(set) var signature: [UInt8] = []

    /// Makes a reader.
    ///
    /// - Throws: `JSONError` when memory is short.
    package init() throws(JSONError) {
        self.headerParser = try JSONParser()
        self.payloadParser = try JSONParser()
    }

    /// Takes `token` apart without believing any of it.
    ///
    /// - Parameters:
    ///   - token: What the request carried as its token: any bytes.
    ///   - limits: How long it and its parts may be; the operator's choice.
    /// - Returns: The parts.
    /// - Throws: `MalformedToken` when it is no JWS in compact serialization with claims in it.
    @_lifetime(copy token)
    package func read(
        _ token: Span<UInt8>, limits: TokenLimits = TokenLimits()
    ) throws(MalformedToken) -> UnverifiedJWS {
        let (firstDot, secondDot) = try Self.dots(in: token, limits: limits)
        let header = try header(token.extracting(..<firstDot), limit: limits.header)
        try decode(token.extracting((firstDot + 1)..<secondDot), as: .payload, limit: limits.claims)
        let claims = try parse(as: .payload, with: payloadParser)
        guard claims.kind == .object else { throw .notAnObject(.payload) }
        try readSignature(token.extracting((secondDot + 1)...))
        return UnverifiedJWS(
            header: header, signingInput: token.extracting(..<secondDot), firstDot: firstDot,
            claims: Claims(claims), reader: self)
    }

    /// Whether a token has the five parts of an encrypted one (RFC 7516 section 3.1).
    package static func isEncrypted(_ token: Span<UInt8>) -> Bool {
        token.count(of: dot) == 4
    }

    func header(_ text: Span<UInt8>, limit: Int) throws(MalformedToken) -> Header {
        try decode(text, as: .header, limit: limit)
        return try Header(parse(as: .header, with: headerParser))
    }

    func readSignature(_ text: Span<UInt8>) throws(MalformedToken) {
        signature.removeAll(keepingCapacity: true)
        guard Base64URL.decode(text, appendingTo: &signature) else { throw .notBase64URL(.signature) }
    }

    func decode(
        _ text: Span<UInt8>, as part: MalformedToken.Part, limit: Int
    ) throws(MalformedToken) {
        guard text.count / 4 * 3 <= limit else { throw .partTooLong(part, limit: limit) }
        decoded.removeAll(keepingCapacity: true)
        guard Base64URL.decode(text, appendingTo: &decoded) else { throw .notBase64URL(part) }
    }

    private func parse(
        as part: MalformedToken.Part, with parser: JSONParser
    ) throws(MalformedToken) -> JSONElement {
        do throws(JSONError) {
            return try parser.parse(decoded)
        } catch {
            throw .notJSON(part, error)
        }
    }

    static func dots(
        in token: Span<UInt8>, limits: TokenLimits
    ) throws(MalformedToken) -> (first: Int, second: Int) {
        guard token.count <= limits.token else { throw .tooLong(limit: limits.token) }
        guard let first = token.firstIndex(of: dot, from: 0),
            let second = token.firstIndex(of: dot, from: first + 1),
            token.firstIndex(of: dot, from: second + 1) == nil
        else {
            let count = token.count(of: dot)
            throw count == 4 ? .encrypted : .partCount(count + 1)
        }
        return (first, second)
    }

    private static let dot = UInt8(ascii: ".")
}
