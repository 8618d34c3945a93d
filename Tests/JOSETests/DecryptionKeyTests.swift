import JOSE
import JSON
import OpenSSL
import TestSupport
import Testing

@Suite("Decryption keys")
struct DecryptionKeyTests {
    static func read(_ json: TestJSON) throws -> DecryptionKey {
        try DecryptionKey(JSONParser().parse(Array(json.text.utf8)))
    }

    @Test("a key that opens nothing is refused with its reason")
    func refused() throws {
        let vectors = try VectorFile("rfc/encryption.json").vectors
        func key(_ source: String) throws -> TestJSON {
            try #require(vectors.first { $0.id == source }?.test["key"])
        }
        let rsa = try key("RFC 7520 5.2")
        let elliptic = try key("RFC 7520 5.4")
        let cases: [(TestJSON, UnusableKey)] = [
            (JWKSetTests.changed(rsa, ["kty": nil]), .memberMissing("kty")),
            (JWKSetTests.changed(rsa, ["kty": "XYZ"]), .keyTypeNotSupported("\"XYZ\"")),
            (JWKSetTests.changed(rsa, ["use": "sig"]), .memberMalformed("use")),
            (JWKSetTests.changed(rsa, ["d": nil]), .memberMissing("d")),
            (JWKSetTests.changed(rsa, ["qi": nil]), .memberMissing("qi")),
            (JWKSetTests.changed(rsa, ["oth": []]), .memberMalformed("oth")),
            (JWKSetTests.changed(elliptic, ["d": "AA"]), .memberMalformed("d")),
            (JWKSetTests.changed(elliptic, ["crv": "P-192"]), .curveNotSupported("\"P-192\"")),
            (["kty": "oct", "k": ""], .memberMalformed("k")),
            (["kty": "OKP", "crv": "X25519", "d": "AQID"], .memberMalformed("d")),
            (
                [
                    "kty": "OKP", "crv": "Ed25519",
                    "d": .string(Base64URL.encode([UInt8](repeating: 1, count: 32))),
                ],
                .keyTypeNotSupported("of a key to sign with")
            ),
        ]
        for (json, reason) in cases {
            #expect(throws: reason) { try Self.read(json) }
        }
        #expect(throws: UnusableKey.self, "a point that is not the private key's") {
            try Self.read(JWKSetTests.changed(elliptic, ["x": elliptic["y"]]))
        }
        #expect(throws: UnusableKey.modulusLength(bits: 1_024, accepted: 2_048...8_192)) {
            try DecryptionKey(id: nil, key: PrivateKey.generate(.rsa(bits: 1_024)))
        }
    }

    @Test("a key is read from PEM as from JSON", arguments: ["RFC 7520 5.2", "RFC 7520 5.4", "RFC 7520 5.5"])
    func pem(source: String) throws {
        let vector = try #require(try VectorFile("rfc/encryption.json").vectors.first { $0.id == source })
        let json = try #require(vector.test["key"])
        let key = try DecryptionKey(id: json["kid"]?.string, key: PrivateKey(pem: Self.pem(of: json)))
        let token = Array(try vector.text("jwe").utf8)
        let content = try TokenDecryptor().content(of: token.span, with: [key], limits: TokenLimits())
        #expect(try Base64URL.encode(content) == vector.text("plaintext"))
    }

    /// The key as PKCS #8, by way of what reads it from JSON.
    private static func pem(of json: TestJSON) throws -> String {
        func bytes(_ name: String) throws -> [UInt8] {
            try #require(json[name]?.string.flatMap { Base64URL.decode($0) })
        }
        guard let curve = json["crv"]?.string.flatMap(EllipticCurve.init) else {
            let names = ["n", "e", "d", "p", "q", "dp", "dq", "qi"]
            return try PrivateKey(PrivateKeyInfo(rsa: names.map(bytes))).pem()
        }
        return try PrivateKey(PrivateKeyInfo(curve, d: bytes("d"), x: bytes("x"), y: bytes("y"))).pem()
    }

    @Test("of many keys at most eight are tried, those that the token names alone")
    func selection() throws {
        let vector = try #require(
            try VectorFile("rfc/encryption.json").vectors.first { $0.id == "RFC 7520 5.8" })
        let good = try #require(vector.test["key"])
        let wrong = JWKSetTests.changed(good, ["k": "AAAAAAAAAAAAAAAAAAAAAA"])
        let token = Array(try vector.text("jwe").utf8)
        func opens(_ keys: [TestJSON]) throws -> Bool {
            let keys = try keys.map(Self.read)
            return (try? TokenDecryptor().content(of: token.span, with: keys, limits: TokenLimits())) != nil
        }
        #expect(try opens(Array(repeating: wrong, count: 7) + [good]))
        #expect(try !opens(Array(repeating: wrong, count: 8) + [good]))
        #expect(try opens([JWKSetTests.changed(good, ["kid": nil])]), "a key without a name may be any")
        #expect(try !opens([JWKSetTests.changed(good, ["kid": "another"])]))
        #expect(try !opens([JWKSetTests.changed(good, ["alg": "A128GCMKW"])]))
    }
}
