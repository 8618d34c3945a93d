package import JSON

/// A token's header (RFC 7515 section 4), as far as it is used.
///
/// `jku`, `jwk`, `x5u` and `x5c` are not read at all: a token does not choose the key that judges it.
package struct Header: Hashable, Sendable {
    /// `alg`, as the token writes it.
    package let algorithmName: String

    /// `kid`, or `nil` when the token has none.
    package let keyID: String?

    /// `typ`, or `nil` when the token has none.
    package let type: String?

    /// Whether there is a `nonce`, as Entra ID puts it into tokens for Microsoft Graph: what was signed has another
    /// one there, so that nobody but Graph can check the signature.
    package let hasNonce: Bool

    /// Reads a header.
    ///
    /// - Parameter object: The header's JSON. Chosen by the token.
    /// - Throws: `MalformedToken` when it is not as RFC 7515 wants it.
    package init(_ object: JSONElement) throws(MalformedToken) {
        guard object.kind == .object else { throw .notAnObject(.header) }
        if let critical = object.member(Self.crit) {
            // None is understood, so any list is refused, and so is what should be a list and is not.
            let names = critical.elements.prefix(8).map { $0.string ?? $0.jsonText }
            throw .criticalExtension(names: names)
        }
        if let encoded = object.member(Self.b64), encoded.boolean != true { throw .unencodedPayload }
        guard let algorithmName = object.member(Self.alg)?.string else { throw .algorithmMissing }
        self.algorithmName = algorithmName
        self.keyID = try Self.text(of: Self.kid, in: object)
        self.type = try Self.text(of: Self.typ, in: object)
        self.hasNonce = object.member(Self.nonce) != nil
    }

    private static func text(
        of name: [UInt8], in object: JSONElement
    ) throws(MalformedToken) -> String? {
        guard let value = object.member(name) else { return nil }
        guard let text = value.string else {
            throw .headerParameterType(name: String(decoding: name, as: UTF8.self))
        }
        return text
    }

    private static let alg = Array("alg".utf8)
    private static let b64 = Array("b64".utf8)
    private static let crit = Array("crit".utf8)
    private static let kid = Array("kid".utf8)
    private static let nonce = Array("nonce".utf8)
    private static let typ = Array("typ".utf8)
}
