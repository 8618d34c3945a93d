internal import JSON
internal import OpenSSL

/// A JWE in compact serialization (RFC 7516 section 3.1), taken apart and not yet opened.
struct EncryptedToken {
    /// What a header says of a key agreement (RFC 7518 section 4.6.1).
    struct Agreement {
        /// `epk`: the sender's key, made for this token.
        let senderKey: PublicKey

        /// `apu`: what the sender says of itself.
        let senderInfo: [UInt8]

        /// `apv`: what the sender says of the recipient.
        let recipientInfo: [UInt8]
    }

    /// `kid`, or `nil` when the token names no key.
    let keyID: String?

    /// `alg`.
    let algorithm: EncryptionAlgorithm

    /// `enc`.
    let cipher: ContentCipher

    /// `epk` with its companions; `nil` for algorithms that need none.
    let agreement: Agreement?

    /// The content encryption key, as the algorithm hides it.
    let encryptedKey: [UInt8]

    /// `iv` and `tag` with the encrypted key as ciphertext; `nil` for algorithms that need none.
    let wrappedKey: SealedContent?

    /// The content.
    let content: SealedContent

    /// Takes a token apart.
    ///
    /// - Parameters:
    ///   - token: The five parts with their dots. Chosen by whoever sent it.
    ///   - parser: Reads the header.
    ///   - limits: How long the token and the header may be.
    /// - Throws: `MalformedToken` when it is no JWE, or one that is not accepted whoever decrypts it.
    init(_ token: Span<UInt8>, parser: JSONParser, limits: TokenLimits) throws(MalformedToken) {
        guard token.count <= limits.token else { throw .tooLong(limit: limits.token) }
        let parts = Self.parts(of: token)
        guard parts.count == 5 else { throw .partCount(parts.count) }
        let headerText = token.extracting(parts[0])
        guard headerText.count / 4 * 3 <= limits.header else {
            throw .partTooLong(.header, limit: limits.header)
        }
        let object = try Self.parse(Self.bytes(headerText, .header), with: parser)
        let header = try Header(object)
        guard object["zip"] == nil else { throw .compressed }
        guard let algorithm = EncryptionAlgorithm.all[header.algorithmName] else {
            throw .encryptionNotAccepted(
                parameter: "alg", name: header.algorithmName,
                reason: EncryptionAlgorithm.reasonForRefusal(of: header.algorithmName))
        }
        guard let cipherName = object["enc"]?.string else { throw .headerParameterType(name: "enc") }
        guard let cipher = ContentCipher(rawValue: cipherName) else {
            throw .encryptionNotAccepted(parameter: "enc", name: cipherName, reason: nil)
        }
        self.keyID = header.keyID
        self.algorithm = algorithm
        self.cipher = cipher
        encryptedKey = try Self.bytes(token.extracting(parts[1]), .encryptedKey)
        agreement = try Self.agreement(object, method: algorithm.method)
        wrappedKey = try Self.wrappedKey(object, method: algorithm.method, encryptedKey: encryptedKey)
        content = SealedContent(
            initializationVector: try Self.bytes(token.extracting(parts[2]), .initializationVector),
            ciphertext: try Self.bytes(token.extracting(parts[3]), .ciphertext),
            tag: try Self.bytes(token.extracting(parts[4]), .authenticationTag),
            additionalData: headerText.indices.map { headerText[$0] })
    }

    private static func parts(of token: Span<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<token.count]
    }

    private static func bytes(
        _ text: Span<UInt8>, _ part: MalformedToken.Part
    ) throws(MalformedToken) -> [UInt8] {
        var bytes: [UInt8] = []
        guard Base64URL.decode(text, appendingTo: &bytes) else { throw .notBase64URL(part) }
        return bytes
    }

    private static func parse(
        _ bytes: [UInt8], with parser: JSONParser
    ) throws(MalformedToken) -> JSONElement {
        do throws(JSONError) {
            return try parser.parse(bytes)
        } catch {
            throw .notJSON(.header, error)
        }
    }

    private static func agreement(
        _ header: JSONElement, method: EncryptionAlgorithm.Method
    ) throws(MalformedToken) -> Agreement? {
        guard case .agreement = method else { return nil }
        // What is wrong with the key tells nothing of ours: the token's author chose it.
        guard let key = header["epk"], let senderKey = try? PublicKey.agreementKey(key) else {
            throw .headerParameterType(name: "epk")
        }
        return Agreement(
            senderKey: senderKey, senderInfo: try optionalBytes("apu", in: header),
            recipientInfo: try optionalBytes("apv", in: header))
    }

    private static func wrappedKey(
        _ header: JSONElement, method: EncryptionAlgorithm.Method, encryptedKey: [UInt8]
    ) throws(MalformedToken) -> SealedContent? {
        guard case .gcmWrap = method else { return nil }
        return SealedContent(
            initializationVector: try optionalBytes("iv", in: header), ciphertext: encryptedKey,
            tag: try optionalBytes("tag", in: header), additionalData: [])
    }

    private static func optionalBytes(
        _ name: String, in header: JSONElement
    ) throws(MalformedToken) -> [UInt8] {
        guard let member = header[name] else { return [] }
        guard let bytes = member.string.flatMap(Base64URL.decode) else {
            throw .headerParameterType(name: name)
        }
        return bytes
    }
}

extension PublicKey {
    /// Reads a key to agree with: a point on a NIST curve, or one of RFC 7748's.
    fileprivate static func agreementKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        switch object["kty"]?.string {
        case "EC": try ellipticKey(object)
        case "OKP": try octetKey(object)
        default: throw .memberMalformed("kty")
        }
    }
}
