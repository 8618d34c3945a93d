import JOSE
import JSON
import OpenSSL
import TestSupport
import Testing

@Suite("Published vectors: encryption")
struct EncryptionVectorTests {
    /// The content of a JWE, or `nil` when the key opens nothing or the JWE is refused.
    static func content(of jwe: String, key: TestJSON?) throws -> [UInt8]? {
        let parser = try JSONParser()
        let object = try parser.parse(Array(try #require(key).text.utf8))
        guard let key = try? DecryptionKey(object) else { return nil }
        let bytes = Array(jwe.utf8)
        return try? TokenDecryptor().content(of: bytes.span, with: [key], limits: TokenLimits())
    }

    @Test("Wycheproof json_web_encryption: 139 vectors")
    func wycheproof() throws {
        try VectorFile("wycheproof/json_web_encryption_test.json").expectAgreement(count: 139) { vector in
            let content = try Self.content(of: vector.text("jwe"), key: vector.group["private"])
            guard let content else { return false }
            return content.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
                == vector.test["pt"]?.string
        }
    }

    @Test("RFC 7516 appendix A, RFC 7519 appendix A, RFC 7520 section 5: 14 vectors")
    func rfc() throws {
        try VectorFile("rfc/encryption.json").expectAgreement(count: 14) { vector in
            let content = try Self.content(of: vector.text("jwe"), key: vector.test["key"])
            return try content.map { try Base64URL.encode($0) == vector.text("plaintext") } ?? false
        }
    }

    @Test("RFC 7518 appendix B: content that is encrypted and authenticated in two steps: 3 vectors")
    func ciphers() throws {
        let file = try VectorFile("rfc/ciphers.json")
        #expect(file.vectors.count == 3)
        for vector in file.vectors {
            func bytes(_ name: String) throws -> [UInt8] {
                let digits = try vector.text(name).compactMap(\.hexDigitValue)
                return stride(from: 0, to: digits.count - 1, by: 2).map {
                    UInt8(digits[$0] * 16 + digits[$0 + 1])
                }
            }
            let cipher = try #require(ContentCipher(rawValue: vector.text("cipher")))
            let sealed = SealedContent(
                initializationVector: try bytes("iv"), ciphertext: try bytes("ciphertext"),
                tag: try bytes("tag"), additionalData: try bytes("additionalData"))
            var key = try bytes("key")
            let opened = try cipher.open(sealed, with: SecretBytes(wiping: &key))
            let plaintext = try #require(opened, "\(vector.id)")
            let octets = plaintext.bytes.indices.map { plaintext.bytes[$0] }
            #expect(try octets == bytes("plaintext"), "\(vector.id)")
        }
    }

    @Test("RFC 7518 appendix C: the key that both sides derive")
    func keyDerivation() throws {
        var secret: [UInt8] = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218,
            128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ]
        let derivation = KeyDerivation(
            algorithm: "A128GCM", senderInfo: Array("Alice".utf8), recipientInfo: Array("Bob".utf8))
        let key = try derivation.key(from: SecretBytes(wiping: &secret), length: 16)
        #expect(Base64URL.encode(key.bytes.indices.map { key.bytes[$0] }) == "VqqN6vgjbSBcIijNcacQGg")
    }
}
