import JOSE
import JSON
import OpenSSL
import TestSupport
import Testing

// One after the other: what one has read of memory would be a finding for the other.
@Suite(
    "Secrets are wiped after use", .serialized,
    .disabled(if: Sanitizer.isActive, "a sanitizer's memory cannot be searched"))
struct WipingTests {
    @Test("what opening a token brings to light is nowhere in memory afterwards: 15 tokens")
    func tokens() throws {
        let file = try VectorFile("wiping/tokens.json")
        var count = 0
        for vector in file.vectors {
            let name = try vector.text("name")
            let content = try EncryptionVectorTests.content(of: vector.text("jwe"), key: vector.test["key"])
            #expect(content.map { String(decoding: $0, as: UTF8.self) } == "what is inside", "\(name)")
            // Before a function's first call the dynamic linker puts by on the stack what registers hold: so each
            // token has a like before it.
            guard case .array(let secrets)? = vector.test["secrets"] else { continue }
            count += 1
            let masked = try secrets.map { try #require($0.string.flatMap(Base64URL.decode)) }
            for (secret, masked) in zip(["content key", "shared secret"], masked) {
                #expect(try ProcessMemory.pieces(ofMasked: [masked]) == 0, "\(name): the \(secret)")
            }
        }
        #expect(count == 15)
    }

    @Test("a secret is in memory as long as somebody holds it, and no longer")
    func lifetime() throws {
        let masked = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        var secret: SecretBytes? = Self.unmasked(masked)
        #expect(try ProcessMemory.pieces(ofMasked: [masked]) == 2)
        #expect(secret?.bytes[0] == masked[0] ^ ProcessMemory.mask)
        secret = nil
        #expect(try ProcessMemory.pieces(ofMasked: [masked]) == 0)
    }

    private static func unmasked(_ masked: [UInt8]) -> SecretBytes {
        var plain = masked.map { $0 ^ ProcessMemory.mask }
        return SecretBytes(wiping: &plain)
    }
}
