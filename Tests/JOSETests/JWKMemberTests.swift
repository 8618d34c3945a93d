import JOSE
import JSON
import OpenSSL
import TestSupport
import Testing

@Suite("RFC 7517: certificates, thumbprints and private members in keys")
struct JWKMemberTests {
    /// RFC 7517 appendix B: a key with a certificate that ended in 2018.
    static let certified = Result {
        try #require(try VectorFile("rfc/keys.json").vectors.last?.test["key"])
    }

    @Test("a certificate alone is enough, and when it ended does not matter")
    func certificateAlone() throws {
        let both = try Self.certified.get()
        let alone = JWKSetTests.changed(both, ["n": nil, "e": nil])
        let set = try JWKSetTests.read([both, alone])
        #expect(set.problems.isEmpty)
        guard case .publicKey(let first) = set.keys.first?.key.material,
            case .publicKey(let second) = set.keys.last?.key.material
        else {
            Issue.record("no public keys")
            return
        }
        #expect(first.isEqual(to: second))
    }

    @Test("issuer, as Entra ID has it, comes with the key; one that is no text leaves the key out")
    func issuer() throws {
        let key = try JWKSetTests.jwk(.rs256)
        let template = "https://login.example/{tenantid}/v2.0"
        let set = try JWKSetTests.read([key, JWKSetTests.changed(key, ["issuer": .string(template)])])
        #expect(set.keys.map(\.issuer?.text) == [nil, template])
        let odd = try JWKSetTests.read([JWKSetTests.changed(key, ["issuer": ["https://login.example/"]])])
        #expect(odd.keys.isEmpty)
        #expect(odd.problems.count == 1)
        #expect(odd.problems.first?.hasSuffix("has a malformed \"issuer\"") == true)
    }

    @Test("keys of another of Entra ID's clouds are left out, where the metadata says which it is of")
    func clouds() throws {
        let key = try JWKSetTests.jwk(.rs256)
        let set = try JWKSetTests.read([
            JWKSetTests.changed(key, ["kid": "world", "cloud_instance_name": "microsoftonline.com"]),
            JWKSetTests.changed(key, ["kid": "us", "cloud_instance_name": "microsoftonline.us"]),
            JWKSetTests.changed(key, ["kid": "any"]),
        ])
        let limited = set.limited(toCloud: "microsoftonline.us")
        #expect(limited.keys.map(\.id) == ["us", "any"])
        #expect(
            limited.problems == [
                #"the key "world" is of the cloud "microsoftonline.com", and the metadata of "microsoftonline.us""#
            ])
        #expect(set.limited(toCloud: nil).keys.count == 3)
        #expect(set.limited(toCloud: nil).problems.isEmpty)
    }

    @Test("a certificate that is none, or another key's, leaves the key out")
    func badCertificates() throws {
        let both = try Self.certified.get()
        let other = try JWKSetTests.jwk(.rs256)
        let elliptic = try JWKSetTests.jwk(.es256)
        guard case .array(let chain)? = both["x5c"], let text = chain.first?.string else {
            Issue.record("no certificate")
            return
        }
        let urlText = text.replacing("+", with: "-").replacing("/", with: "_")
        let differs = "has another key in \"x5c\" than in its own members"
        let cases: [(TestJSON, String)] = [
            (JWKSetTests.changed(both, ["n": other["n"]]), differs),
            (JWKSetTests.changed(both, ["e": "AQAD"]), differs),
            (JWKSetTests.changed(elliptic, ["x5c": both["x5c"]]), differs),
            (JWKSetTests.changed(elliptic, ["x5c": both["x5c"], "crv": nil, "x": nil, "y": nil]), differs),
            (JWKSetTests.changed(both, ["n": nil]), "has no \"n\""),
            (JWKSetTests.changed(both, ["x5c": []]), "has a malformed \"x5c\""),
            (JWKSetTests.changed(both, ["x5c": .string(text)]), "has a malformed \"x5c\""),
            (JWKSetTests.changed(both, ["x5c": [.string(urlText)]]), "has a malformed \"x5c\""),
            (JWKSetTests.changed(both, ["x5c": [.string(text + "\n")]]), "has a malformed \"x5c\""),
            (JWKSetTests.changed(both, ["x5c": ["AAAA"]]), "has no certificate in \"x5c\": d2i_X509"),
            (JWKSetTests.changed(both, ["x5c": [""]]), "has no certificate in \"x5c\": d2i_X509"),
        ]
        for (key, problem) in cases {
            let set = try JWKSetTests.read([key, elliptic])
            #expect(set.keys.count == 1, "\(problem)")
            #expect(set.problems.first?.contains(problem) == true, "\(set.problems)")
        }
    }

    @Test("a key without kid is found by its thumbprint, and by every kid that no key has")
    func thumbprints() throws {
        let es256 = try #require(SignatureAlgorithm.all["ES256"])
        let unnamed = try (0..<3).map { _ in
            JWKSetTests.changed(try JWKSetTests.jwk(.es256), ["kid": nil])
        }
        let set = try JWKSetTests.read(unnamed + [try JWKSetTests.jwk(.es256, id: "named")])
        let thumbprints = set.keys.map(\.thumbprint)
        #expect(thumbprints.last == .some(nil), "a key that has a name has no other")
        for (position, thumbprint) in thumbprints.prefix(3).enumerated() {
            guard case .candidates(let keys) = set.selection(keyID: thumbprint, algorithm: es256) else {
                Issue.record("not found")
                continue
            }
            #expect(keys.count == 1)
            #expect(keys.first?.key === set.keys[position].key)
        }
        guard case .candidates(let keys) = set.selection(keyID: "nobody's", algorithm: es256) else {
            Issue.record("not found")
            return
        }
        #expect(keys.count == 3)
    }

    @Test("a key published with its private members is its public half here, and nothing else is kept")
    func privateMembers() throws {
        let vectors = try VectorFile("rfc/keys.json").vectors
        let open = try #require(vectors.first { $0.id == "RFC 7517 A.1 key 2" }?.test["key"])
        let leaked = try #require(vectors.first { $0.id == "RFC 7517 A.2 key 2" }?.test["key"])
        #expect(leaked["d"] != nil)
        let set = try JWKSetTests.read([open, leaked])
        let members = try set.keys.map { key -> PublicMembers? in
            guard case .publicKey(let publicKey) = key.key.material else { return nil }
            return try publicKey.members()
        }
        #expect(members.count == 2)
        #expect(members[0] == members[1])
        #expect(members[0] != nil)
    }

    @Test("the document that is kept has no private member either, and is the same when it had none")
    func publicDocument() throws {
        let vectors = try VectorFile("rfc/keys.json").vectors
        let keys = try vectors.map { try #require($0.test["key"]) } + ["no object"]
        let document: TestJSON = ["keys": .array(keys), "other": 1]
        let kept = JWKSet.publicDocument(of: Array(document.text.utf8))
        let text = String(decoding: kept, as: UTF8.self)
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(!text.contains("\"\(name)\":")) }
        let before = try JWKSet(parsing: Array(document.text.utf8), origin: .network)
        let after = try JWKSet(parsing: kept, origin: .network)
        #expect(before.keys.map(\.id) == after.keys.map(\.id))
        #expect(JWKSet.publicDocument(of: kept) == kept)
    }

    @Test(
        "a key whose alg is EdDSA or a curve's name serves both, and no other algorithm",
        arguments: [
            ("EdDSA", ["EdDSA", "Ed25519"]), ("Ed25519", ["EdDSA", "Ed25519"]), ("Ed448", []), ("ES256", []),
        ])
    func edwardsNames(name: String, fitting: [String]) throws {
        let jwk = JWKSetTests.changed(try JWKSetTests.jwk(.edDSA), ["alg": .string(name)])
        let key = try #require(try JWKSetTests.read([jwk]).keys.first)
        #expect(
            SignatureAlgorithm.names.filter { SignatureAlgorithm.all[$0].map(key.fits) == true } == fitting)
    }
}
