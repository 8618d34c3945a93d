package import JSON

/// Takes tokens apart.
///
/// One per worker, reused: its buffers grow to the tokens at hand. A token that it has read lives until it reads the next one.
package final class TokenReader {
    private let headerParser: JSONParser
    private let payloadParser: JSONParser
    private var decoded: [UInt8] = []

    /// The longest token that is looked at, in bytes.
    package let lengthLimit: Int

    /// The signature of the token read last.
    private(set) var signature: [UInt8] = []

    /// Makes a reader.
    ///
    /// - Parameter lengthLimit: The longest token that is looked at, in bytes; the operator's choice.
    /// - Throws: `JSONError` when memory is short.
    package init(lengthLimit: Int = 16_384) throws(JSONError) {
        self.headerParser = try JSONParser()
        self.payloadParser = try JSONParser()
        self.lengthLimit = lengthLimit
    }

    /// Takes `token` apart without believing any of it.
    ///
    /// - Parameter token: What the request carried as its token: any bytes.
    /// - Returns: The parts.
    /// - Throws: `MalformedToken` when it is no JWS in compact serialization with claims in it.
    @_lifetime(copy token)
    package func read(_ token: Span<UInt8>) throws(MalformedToken) -> UnverifiedJWS {
        guard token.count <= lengthLimit else { throw .tooLong(limit: lengthLimit) }
        let (firstDot, secondDot) = try Self.dots(in: token)

        decoded.removeAll(keepingCapacity: true)
        let header = try Header(
            parse(token.extracting(..<firstDot), as: .header, with: headerParser))
        let claims = try parse(
            token.extracting((firstDot + 1)..<secondDot), as: .payload, with: payloadParser)
        guard claims.kind == .object else { throw .notAnObject(.payload) }

        signature.removeAll(keepingCapacity: true)
        guard Base64URL.decode(token.extracting((secondDot + 1)...), appendingTo: &signature) else {
            throw .notBase64URL(.signature)
        }
        return UnverifiedJWS(
            header: header, signingInput: token.extracting(..<secondDot), firstDot: firstDot,
            claims: Claims(claims), reader: self)
    }

    private func parse(
        _ text: Span<UInt8>, as part: MalformedToken.Part, with parser: JSONParser
    ) throws(MalformedToken) -> JSONElement {
        decoded.removeAll(keepingCapacity: true)
        guard Base64URL.decode(text, appendingTo: &decoded) else { throw .notBase64URL(part) }
        do throws(JSONError) {
            return try parser.parse(decoded)
        } catch {
            throw .notJSON(part, error)
        }
    }

    private static func dots(in token: Span<UInt8>) throws(MalformedToken) -> (first: Int, second: Int) {
        let dot = UInt8(ascii: ".")
        var first = 0
        var second = 0
        var count = 0
        for index in token.indices where token[index] == dot {
            count += 1
            if count == 1 { first = index }
            if count == 2 { second = index }
        }
        guard count != 4 else { throw .encrypted }
        guard count == 2 else { throw .partCount(count + 1) }
        return (first, second)
    }
}
