import OpenSSL
import Testing

@Suite("Private keys")
struct PrivateKeyTests {
    static let kinds: [PrivateKey.Kind] = [
        .ec(.p256), .ec(.p384), .ec(.p521), .octets(.ed25519), .rsa(bits: 2048),
    ]

    @Test("come back from their PEM text as the same key", arguments: kinds)
    func pemRoundTrip(kind: PrivateKey.Kind) throws {
        let key = try PrivateKey.generate(kind)
        let text = try key.pem()
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: text).publicMembers() == key.publicMembers())
    }

    @Test("refuse text that is no key")
    func noKey() {
        #expect(throws: OpenSSLError.self) { try PrivateKey(pem: "-----BEGIN PRIVATE KEY-----\nAA==\n") }
    }

    @Test("refuse a scheme of another kind")
    func schemeOfAnotherKind() throws {
        let key = try PrivateKey.generate(.octets(.ed25519))
        #expect(throws: OpenSSLError.self) { try key.signature(of: [], by: .rsaPKCS1(.sha256)) }
    }

    @Test("have an RSA modulus as long as asked for", arguments: [2048, 3072])
    func modulusLength(bits: Int) throws {
        guard case .rsa(let n, let e) = try PrivateKey.generate(.rsa(bits: bits)).publicMembers() else {
            Issue.record("no RSA key")
            return
        }
        #expect(n.count * 8 == bits)
        #expect(e == [1, 0, 1])
    }
}
