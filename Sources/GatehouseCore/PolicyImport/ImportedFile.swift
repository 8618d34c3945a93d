internal import JOSE
package import OpenSSL

/// A key file that an imported configuration refers to.
package struct ImportedFile: Equatable, Sendable {
    /// What belongs in the file.
    enum Content: Hashable {
        /// The public key or certificate that APIM has under a name of its own.
        case certificate(String)
        /// The private key to decrypt with that APIM has under a name of its own, as a JWK.
        case decryptionKey(String)
        /// A secret to decrypt with: its bytes as a JWK.
        case decryptionSecret([UInt8])
        /// A secret to verify with, as the Base64 text that was in the policy.
        case secret(String)
        /// A secret to verify with that is the value of a named value.
        case unknownSecret(String)
    }

    /// The name, without a directory.
    package let name: String

    /// The line of the key in the policy document.
    let line: Int

    let content: Content

    /// What belongs in the file, in words.
    var purpose: String {
        switch content {
        case .certificate(let name): "the certificate \(name) in PEM"
        case .decryptionKey(let name): "the private key of \(name)"
        case .decryptionSecret: "the decryption key of the policy as a JWK"
        case .secret: "the Base64 text of the key in the policy"
        case .unknownSecret(let name): "the Base64 text that is the value of \(name)"
        }
    }

    /// The bytes to write: the key itself when the policy has it, otherwise one that fits in its place and that nobody
    /// has, so that the configuration can be checked and lets nobody in.
    ///
    /// - Throws: `OpenSSLError` when no key can be made.
    package func bytes() throws(OpenSSLError) -> [UInt8] {
        switch content {
        case .certificate:
            return Array(try Self.foreignPublicKey().utf8)
        case .decryptionKey:
            return Self.jwk(of: Self.randomBytes(32))
        case .decryptionSecret(let bytes):
            return Self.jwk(of: bytes)
        case .secret(let text):
            return Array((text + "\n").utf8)
        case .unknownSecret:
            return Array((Base64URL.encodeStandard(Self.randomBytes(64)) + "\n").utf8)
        }
    }

    /// Whether `bytes()` is only a stand-in for what the operator must put there.
    var isPlaceholder: Bool {
        switch content {
        case .certificate, .decryptionKey, .unknownSecret: true
        case .decryptionSecret, .secret: false
        }
    }

    /// A public key on P-256 whose private half is forgotten at once, in PEM (RFC 5480 section 2, RFC 7468).
    private static func foreignPublicKey() throws(OpenSSLError) -> String {
        let members = try PrivateKey.generate(.ec(.p256)).publicMembers()
        guard case .ec(_, let x, let y) = members else { return "" }
        let text = Base64URL.encodeStandard(Self.p256Prefix + x + y)
        let lines = stride(from: 0, to: text.utf8.count, by: 64).map { String(text.dropFirst($0).prefix(64)) }
        return (["-----BEGIN PUBLIC KEY-----"] + lines + ["-----END PUBLIC KEY-----", ""])
            .joined(separator: "\n")
    }

    private static func jwk(of secret: [UInt8]) -> [UInt8] {
        Array("{\"kty\":\"oct\",\"k\":\"\(Base64URL.encode(secret))\"}\n".utf8)
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// What stands before the coordinates of an uncompressed point on P-256.
    private static let p256Prefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
        0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]
}
