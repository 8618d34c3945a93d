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

    @Test(
        "ask nobody for the passphrase of a text that is encrypted",
        arguments: [
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi6f24pT8B5RQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENjPkk59XAvsvYs6/jAOAz8EQLcp
            jH6TLHdylngeq5/uoKYcIYo/ZzmHYlFX0AV8BprDKXYoG5ANm45uNzsxdYBj9vcY
            9U6DAwcoCMd5f9gFm28=
            -----END ENCRYPTED PRIVATE KEY-----

            """,
            """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,262EF581AC4AD71ED0579EDA3BD258E5

            kGSEGAbqqo4O4qWSnKFEOXVaHobTc7dLXscsqMzAKnLjrTbe7oV3P66uXAsAs68w
            0t3smdyPQ3ryf1zbNT4096kxFj9wACVZtRcJak2FD6kqFO+mbIz781p3GGYcTQXY
            MrQbqwEZRvs0QZSef1QBMtXw05yzyVe1qNjI7jrUVHA=
            -----END EC PRIVATE KEY-----

            """,
        ])
    func encrypted(pem: String) {
        let error = #expect(throws: OpenSSLError.self) { try PrivateKey(pem: pem) }
        #expect(error?.queue.contains { $0.contains("password") } == true, "\(error?.queue ?? [])")
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
