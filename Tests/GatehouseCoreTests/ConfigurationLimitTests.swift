import GatehouseCore
import JOSE
import OpenSSL
import Testing

@Suite("Configuration: what a token may be, and the keys that open it")
struct ConfigurationLimitTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    @Test("type, limits and decryption keys are read; the defaults stand otherwise")
    func reading() throws {
        let yaml = """
            issuers:
              main:
                issuer: a
                jwks-file: keys.json
                decryption-keys: [ { id: d1, pem-file: d1.pem }, { pem-file: d2.pem }, { jwk-file: d3.json } ]
            policies:
              default:
                issuers: [ main ]
                audiences: [ api ]
                token-type: at+jwt
                token-length-limit: 4096
                header-length-limit: 1024
                claims-length-limit: 2048
              other: { issuers: [ main ], audiences: [ api ] }

            """
        let reading = ConfigurationExample.read(yaml)
        #expect(reading.problems.isEmpty)
        let configuration = try #require(reading.configuration)
        #expect(
            configuration.issuers[0].decryptionKeys == [
                DecryptionKeyFile(id: "d1", material: .pemFile(path: "d1.pem")),
                DecryptionKeyFile(material: .pemFile(path: "d2.pem")),
                DecryptionKeyFile(material: .jwkFile(path: "d3.json")),
            ])
        let policy = configuration.policies[0]
        #expect(policy.tokenType == "at+jwt")
        #expect(policy.limits.token == 4_096)
        #expect(policy.limits.header == 1_024)
        #expect(policy.limits.claims == 2_048)
        let other = configuration.policies[1]
        #expect(other.tokenType == nil)
        #expect(other.limits == TokenLimits())
    }

    @Test("ML-DSA is taken or refused by what the OpenSSL in use has", arguments: ModuleLattice.allCases)
    func moduleLattices(set: ModuleLattice) {
        let report = ConfigurationExample.report(policy("algorithms: [ RS256, \(set.rawValue) ]"))
        let refusal = """
            error: gatehouse.yaml:7: policies.default.algorithms[1]: "\(set.rawValue)" is not in this OpenSSL (\(OpenSSLLibrary.version))
            hint: ML-DSA came with OpenSSL 3.5
            """
        #expect(report == (set.isOffered ? "" : refusal))
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "a token type that is a list",
            policy("token-type: [ at+jwt ]"),
            """
            error: gatehouse.yaml:7: policies.default.token-type: found a list, expected a "typ" such as at+jwt
            """),
        MalformedCase(
            "a token limit beyond what a request may have",
            policy("token-length-limit: 65537"),
            """
            error: gatehouse.yaml:7: policies.default.token-length-limit: found "65537", expected bytes from 1024 to 65536
            """),
        MalformedCase(
            "a header limit that is too small",
            policy("header-length-limit: 255"),
            """
            error: gatehouse.yaml:7: policies.default.header-length-limit: found "255", expected bytes from 256 to 65536
            """),
        MalformedCase(
            "a claims limit with a unit",
            policy("claims-length-limit: 16k"),
            """
            error: gatehouse.yaml:7: policies.default.claims-length-limit: found "16k", expected bytes from 256 to 65536
            """),
        MalformedCase(
            "decryption keys that are no list",
            decryption("d1.pem"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys: found a single value, expected a list of keys
            hint: write [ … ] around it, or "- " before it
            """),
        MalformedCase(
            "a decryption key without a file",
            decryption("[ { id: d1 } ]"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys[0]: found no key, expected "pem-file" or "jwk-file"
            """),
        MalformedCase(
            "a decryption key with two files",
            decryption("[ { pem-file: d1.pem, jwk-file: d1.json } ]"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys[0].jwk-file: "jwk-file" and "pem-file" exclude each other
            hint: write one key for each
            """),
        MalformedCase(
            "a decryption key with a secret",
            decryption("[ { secret-file: d1.key } ]"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys[0]: unknown key "secret-file"
            hint: "secret-file" belongs in an entry of "issuer-signing-keys"
            error: gatehouse.yaml:5: issuers.main.decryption-keys[0]: found no key, expected "pem-file" or "jwk-file"
            """),
        MalformedCase(
            "two decryption keys of one name",
            decryption("[ { id: d, pem-file: d1.pem }, { id: d, pem-file: d2.pem } ]"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys[1].id: found "d" a second time
            """),
        MalformedCase(
            "a name beside a key that has its own",
            decryption("[ { id: d, jwk-file: d1.json } ]"),
            """
            error: gatehouse.yaml:5: issuers.main.decryption-keys[0].id: has no effect on "jwk-file", whose keys have their own "kid"
            hint: remove it
            """),
        MalformedCase(
            "a decryption key that every user can read",
            decryption("[ { pem-file: open.pem } ]"),
            """
            warning: gatehouse.yaml:5: issuers.main.decryption-keys[0].pem-file: the file can be read by every user
            hint: take that right away: chmod o-r
            """),
    ]

    private static func decryption(_ keys: String) -> String {
        issuer(
            """
            issuer: a
            jwks-file: keys.json
            decryption-keys: \(keys)
            """)
    }
}
