import JOSE
import TestSupport
import Testing

@Suite("RFC 7517: key sets")
struct JWKSetTests {
    static func read(_ keys: [TestJSON], origin: JWK.Origin = .network) throws -> JWKSet {
        let document: TestJSON = ["keys": .array(keys)]
        return try JWKSet(parsing: Array(document.text.utf8), origin: origin)
    }

    static func jwk(_ algorithm: SigningAlgorithm, id: String = "k1", rsaBits: Int = 2_048) throws -> TestJSON
    {
        try SigningKey.generate(algorithm, identifier: id, rsaBits: rsaBits).jwk()
    }

    static func changed(_ jwk: TestJSON, _ changes: KeyValuePairs<String, TestJSON?>) -> TestJSON {
        var jwk = jwk
        for (name, value) in changes { jwk[name] = value }
        return jwk
    }

    @Test("a bad key is left out with its reason, and the others serve")
    func badKeys() throws {
        let rsa = try Self.jwk(.rs256)
        let elliptic = try Self.jwk(.es256)
        let edwards = try Self.jwk(.edDSA)
        let cases: [(TestJSON, String)] = [
            (Self.changed(rsa, ["kty": nil]), "keys[0] (\"k1\") has no \"kty\""),
            (Self.changed(rsa, ["n": nil]), "keys[0] (\"k1\") has no \"n\""),
            (Self.changed(rsa, ["n": "AA=="]), "keys[0] (\"k1\") has a malformed \"n\""),
            (Self.changed(rsa, ["n": ""]), "keys[0] (\"k1\") has a malformed \"n\""),
            (Self.changed(rsa, ["e": "Aw"]), "keys[0] (\"k1\") has an RSA exponent that is not odd"),
            (Self.changed(rsa, ["e": "AQAA"]), "keys[0] (\"k1\") has an RSA exponent that is not odd"),
            (Self.changed(rsa, ["kid": 7]), "keys[0] has a malformed \"kid\""),
            (Self.changed(rsa, ["key_ops": "verify"]), "keys[0] (\"k1\") has a malformed \"key_ops\""),
            (Self.changed(elliptic, ["crv": "P-192"]), "keys[0] (\"k1\") has the curve \"P-192\""),
            (Self.changed(elliptic, ["crv": "P-384"]), "keys[0] (\"k1\") has a malformed \"x\""),
            (Self.changed(elliptic, ["y": elliptic["x"]]), "keys[0] (\"k1\") is refused by OpenSSL"),
            (Self.changed(edwards, ["crv": "X25519"]), "keys[0] (\"k1\") has the curve \"X25519\""),
            (Self.changed(edwards, ["x": "AQID"]), "keys[0] (\"k1\") is refused by OpenSSL"),
            (["kty": "oct", "k": "AAAA"], "keys[0] is a shared secret"),
            (["kty": "XYZ"], "keys[0] has the type \"XYZ\""),
            ("no object", "keys[0] has no \"kty\""),
        ]
        for (key, problem) in cases {
            let set = try Self.read([key, elliptic])
            #expect(set.keys.count == 1, "\(problem)")
            #expect(set.problems.count == 1, "\(problem)")
            #expect(set.problems.first?.hasPrefix(problem) == true, "\(set.problems)")
        }
    }

    @Test(
        "RSA keys are accepted from 2048 bits on", arguments: [(1_024, false), (2_048, true), (3_072, true)])
    func modulusLength(bits: Int, isAccepted: Bool) throws {
        let set = try Self.read([try Self.jwk(.rs256, rsaBits: bits)])
        #expect(set.keys.isEmpty == !isAccepted)
    }

    @Test("keys for other purposes are passed over without a word")
    func purposes() throws {
        let key = try Self.jwk(.es256)
        let set = try Self.read([
            Self.changed(key, ["use": "enc"]), Self.changed(key, ["key_ops": ["sign"]]),
            Self.changed(key, ["use": nil, "key_ops": ["sign", "verify"]]),
        ])
        #expect(set.keys.count == 1)
        #expect(set.problems.isEmpty)
    }

    @Test("secrets are accepted from local files, and long enough")
    func secrets() throws {
        let long = CompactToken.base64URL(Array(repeating: 7, count: 32))
        let short = CompactToken.base64URL(Array(repeating: 7, count: 31))
        let set = try Self.read(
            [["kty": "oct", "k": .string(long)], ["kty": "oct", "k": .string(short)]], origin: .localFile)
        #expect(set.keys.count == 1)
        #expect(set.problems == ["keys[1] is a secret of 31 bytes, accepted are 32 or more"])
    }

    @Test(
        "what is no key set is refused as a whole",
        arguments: [
            ("", "the key set is not JSON"), ("[]", "the key set has no array \"keys\""),
            ("{\"keys\":{}}", "the key set has no array \"keys\""),
            ("{\"keys\":[],\"keys\":[]}", "the key set has the name \"keys\" twice"),
            (
                "{\"keys\":[\(Array(repeating: "{}", count: 257).joined(separator: ","))]}",
                "the key set has more than 256 keys"
            ),
        ])
    func refusedSets(text: String, reason: String) {
        do throws(MalformedKeySet) {
            _ = try JWKSet(parsing: Array(text.utf8), origin: .network)
            Issue.record("was read: \(text)")
        } catch {
            #expect(error.description.hasPrefix(reason), "\(error)")
        }
    }

    @Test("a key is chosen by kid, type, curve and alg; without kid a bounded number is tried")
    func selection() throws {
        let es256 = try #require(SignatureAlgorithm.all["ES256"])
        let first = try Self.jwk(.es256, id: "a")
        let twin = try Self.jwk(.es256, id: "a")
        let rsa = try Self.jwk(.rs256, id: "r")
        let set = try Self.read([rsa, first, twin])
        #expect(Self.ids(set.selection(keyID: "a", algorithm: es256)) == ["a", "a"])
        #expect(Self.ids(set.selection(keyID: nil, algorithm: es256)) == ["a", "a"])
        #expect(Self.ids(set.selection(keyID: "r", algorithm: es256)) == "none fits")
        #expect(Self.ids(set.selection(keyID: "b", algorithm: es256)) == "unknown")

        let rs384 = try #require(SignatureAlgorithm.all["RS384"])
        #expect(
            Self.ids(set.selection(keyID: "r", algorithm: rs384)) == "none fits", "the key's alg is RS256")

        let many = try Self.read(Array(repeating: first, count: 20))
        #expect(Self.ids(many.selection(keyID: nil, algorithm: es256)).count == JWKSet.trialLimit)

        let unnamed = try Self.read([Self.changed(first, ["kid": nil]), rsa])
        #expect(Self.ids(unnamed.selection(keyID: "b", algorithm: es256)) == [""])
        #expect(Self.ids(unnamed.selection(keyID: "r", algorithm: es256)) == "none fits")
    }

    enum Ids: Equatable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
        case keys([String])
        case word(String)

        init(arrayLiteral elements: String...) { self = .keys(elements) }
        init(stringLiteral value: String) { self = .word(value) }

        var count: Int {
            guard case .keys(let keys) = self else { return 0 }
            return keys.count
        }
    }

    static func ids(_ selection: JWKSet.Selection) -> Ids {
        switch selection {
        case .candidates(let keys): .keys(keys.map { $0.id ?? "" })
        case .noneFits: .word("none fits")
        case .unknown: .word("unknown")
        }
    }
}
