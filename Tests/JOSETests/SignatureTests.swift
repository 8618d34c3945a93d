import JOSE
import OpenSSL
import TestSupport
import Testing

@Suite("RFC 7518 section 3: signatures")
struct SignatureTests {
    static func isValid(_ token: String, key: VerificationKey, algorithm: String) throws -> Bool {
        let algorithm = try #require(SignatureAlgorithm.all[algorithm])
        let reader = try TokenReader()
        let verifier = SignatureVerifier()
        let bytes = Array(token.utf8)
        let jws = try reader.read(bytes.span)
        guard let verified = try jws.verified(with: key, algorithm: algorithm, by: verifier) else {
            return false
        }
        return verified.claims.subject == "ada"
    }

    static func verificationKey(of key: SigningKey) throws -> VerificationKey {
        let set = try JWKSet(parsing: Array(SigningKey.set([key]).text.utf8), origin: .network)
        return try #require(set.keys.first).key
    }

    @Test(
        "each algorithm verifies its own signatures and no changed one", arguments: SigningAlgorithm.allCases)
    func algorithms(algorithm: SigningAlgorithm) throws {
        let mint = try TokenMint(algorithm, now: 1_000)
        let key = try Self.verificationKey(of: mint.key)
        let token = try mint.token()
        #expect(try Self.isValid(token, key: key, algorithm: algorithm.rawValue))
        #expect(
            try !Self.isValid(
                CompactToken.withBrokenSignature(token), key: key, algorithm: algorithm.rawValue))
        let parts = token.split(separator: ".")
        let other = try mint.token(["sub": "eve"]).split(separator: ".")
        for changed in [
            "\(parts[0]).\(other[1]).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1]).AAAA",
            "\(parts[0]).\(parts[1]).\(parts[2])AAAA",
        ] {
            #expect(try !Self.isValid(changed, key: key, algorithm: algorithm.rawValue))
        }
    }

    @Test(
        "a prepared check serves many signatures, good and bad in turn", arguments: SigningAlgorithm.allCases)
    func reuse(algorithm: SigningAlgorithm) throws {
        let mint = try TokenMint(algorithm, now: 1_000)
        let key = try Self.verificationKey(of: mint.key)
        let row = try #require(SignatureAlgorithm.all[algorithm.rawValue])
        let reader = try TokenReader()
        let verifier = SignatureVerifier()
        for round in 0..<6 {
            let token = try mint.token(["sub": "user \(round)"])
            let isGood = round.isMultiple(of: 2)
            let bytes = Array((isGood ? token : CompactToken.withBrokenSignature(token)).utf8)
            let jws = try reader.read(bytes.span)
            let isVerified = try jws.verified(with: key, algorithm: row, by: verifier) != nil
            #expect(isVerified == isGood)
        }
    }

    @Test(
        "a key is used with the algorithms it fits and no other",
        arguments: SigningAlgorithm.allCases)
    func keysFit(algorithm: SigningAlgorithm) throws {
        let mint = try TokenMint(algorithm, now: 1_000)
        let key = try Self.verificationKey(of: mint.key)
        let fitting = SignatureAlgorithm.names.filter { name in
            SignatureAlgorithm.all[name].map(key.fits) == true
        }
        let expected =
            switch algorithm {
            case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
                ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
            case .es256, .es384, .es512, .es256K: [algorithm.rawValue]
            case .edDSA, .ed25519: ["EdDSA", "Ed25519"]
            case .ed448: ["EdDSA", "Ed448"]
            }
        #expect(fitting == expected)
    }

    @Test("PS and RS signatures are not taken for each other")
    func padding() throws {
        let mint = try TokenMint(.rs256, now: 1_000)
        let key = try Self.verificationKey(of: mint.key)
        #expect(try !Self.isValid(mint.token(), key: key, algorithm: "PS256"))
        #expect(try !Self.isValid(mint.token(), key: key, algorithm: "RS512"))
    }

    @Test("none is no algorithm, however it is spelt", arguments: ["none", "None", "NONE", "nOnE", ""])
    func none(name: String) {
        #expect(SignatureAlgorithm.all[name] == nil)
    }

    @Test("RFC 7515 appendix A.1: HS256 verifies, and a secret shorter than the hash does not fit")
    func secrets() throws {
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let secret = try #require(
            Base64URL.decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let algorithm = try #require(SignatureAlgorithm.all["HS256"])
        for (key, isGood) in [(secret, true), (secret.reversed(), false)] {
            let key = try VerificationKey(secret: key)
            let reader = try TokenReader()
            let bytes = Array(token.utf8)
            let jws = try reader.read(bytes.span)
            let isVerified = try jws.verified(with: key, algorithm: algorithm, by: SignatureVerifier()) != nil
            #expect(isVerified == isGood)
        }
        #expect(throws: UnusableKey.secretLength(bytes: 31, minimum: 32)) {
            try VerificationKey(secret: Array(repeating: 1, count: 31))
        }
        let short = try VerificationKey(secret: Array(repeating: 1, count: 32))
        #expect(
            SignatureAlgorithm.names.filter { SignatureAlgorithm.all[$0].map(short.fits) == true } == [
                "HS256"
            ])
    }
}
