import Foundation
import JOSE
import Keys
import OpenSSL
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Keys in files of their own")
struct SigningKeyFilesTests {
    private typealias Material = GatehouseCore.SigningKey.Material

    /// The keys that files with these contents give.
    private static func keys(_ files: [(id: String?, Material, [UInt8])]) throws -> JWKSet {
        let files = files.map { (key: GatehouseCore.SigningKey(id: $0.id, material: $0.1), bytes: $0.2) }
        let source = SigningKeyFiles(files.map(\.key)).source
        guard case .files(let keyFiles) = source else { throw TestFailure("the keys are in no files") }
        #expect(keyFiles.paths == files.compactMap(\.key.path))
        return try keyFiles.parse(files.map(\.bytes))
    }

    private static func algorithms(_ key: JWK) -> [String] {
        SignatureAlgorithm.names.filter { SignatureAlgorithm.all[$0].map(key.fits) == true }
    }

    /// Why a file gives no key.
    private static func reason(_ material: Material, _ bytes: [UInt8]) throws -> String? {
        do {
            _ = try keys([(nil, material, bytes)])
            return nil
        } catch let error as KeyFileError {
            return error.reason
        }
    }

    @Test("have the operator's names, in the operator's order")
    func names() throws {
        let set = try Self.keys([
            ("k1", .pemFile(path: "/a.pem"), Array(PEM.ed25519.utf8)),
            (nil, .secretFile(path: "/b.key"), Array(repeating: 7, count: 64)),
            ("k2", .pemFile(path: "/c.pem"), Array(PEM.certificate.utf8)),
        ])
        #expect(set.keys.map(\.id) == ["k1", nil, "k2"])
        #expect(
            set.keys.map(Self.algorithms)
                == [["EdDSA", "Ed25519"], ["HS256", "HS384", "HS512"], ["ES256"]])
    }

    @Test("a secret in Base64 is what the text stands for, with white space around it or without")
    func base64Secrets() throws {
        let secret = (0..<48).map { UInt8($0) &* 5 }
        let text = Data(secret).base64EncodedString()
        for file in [text, text + "\n", " \t\(text)\r\n\n"] {
            let set = try Self.keys([("k", .base64SecretFile(path: "/s"), Array(file.utf8))])
            let key = try #require(set.keys.first)
            #expect(Self.algorithms(key) == ["HS256", "HS384"])
            guard case .secret(let read) = key.key.material else {
                Issue.record("no secret")
                return
            }
            #expect(read.bytes.indices.map { read.bytes[$0] } == secret)
        }
    }

    @Test("what is no Base64, or stands for too little, is no secret, and is not shown")
    func badBase64() throws {
        let notBase64 = #""/s" is not Base64 (RFC 4648 section 4, with padding)"#
        for text in ["hunter2!", "aGk", "aGk=\naGk=", "a-_=", String(repeating: "é", count: 64)] {
            #expect(try Self.reason(.base64SecretFile(path: "/s"), Array(text.utf8)) == notBase64)
        }
        for text in ["", "\n", "aGk="] {
            let bytes = text.contains("a") ? 2 : 0
            #expect(
                try Self.reason(.base64SecretFile(path: "/s"), Array(text.utf8))
                    == "\"/s\" is a secret of \(bytes) bytes, accepted are 32 or more")
        }
    }

    @Test("numbers need no file: alone they are there at once, and beside files they keep their place")
    func numbers() throws {
        let jwk = try TokenMint(.rs256, now: 0).key.jwk()
        let modulus = try #require(jwk["n"]?.string.flatMap { Base64URL.decode($0) })
        let material = Material.numbers(modulus: modulus, exponent: [1, 0, 1])
        let numbers = GatehouseCore.SigningKey(id: "n", material: material)
        guard case .fixed(let set) = SigningKeyFiles([numbers]).source else {
            Issue.record("numbers are looked for in a file")
            return
        }
        #expect(set.keys.map(\.id) == ["n"])
        #expect(
            set.keys.map(Self.algorithms) == [["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]])
        let file = GatehouseCore.SigningKey(id: "f", material: .pemFile(path: "/a.pem"))
        guard case .files(let files) = SigningKeyFiles([numbers, file]).source else {
            Issue.record("the file is not looked at")
            return
        }
        #expect(files.paths == ["/a.pem"])
        #expect(try files.parse([Array(PEM.ed25519.utf8)]).keys.map(\.id) == ["n", "f"])
    }

    @Test(
        "a secret is the file's bytes without the line feed at their end, and serves hashes no longer than it"
    )
    func secrets() throws {
        let sizes: [(Int, [String])] = [
            (32, ["HS256"]), (47, ["HS256"]), (48, ["HS256", "HS384"]), (64, ["HS256", "HS384", "HS512"]),
        ]
        for (count, algorithms) in sizes {
            for end in [[], [UInt8(ascii: "\n")]] {
                let bytes = [UInt8](repeating: 0xFF, count: count) + end
                let key = try #require(try Self.keys([(nil, .secretFile(path: "/s"), bytes)]).keys.first)
                #expect(Self.algorithms(key) == algorithms)
                guard case .secret(let secret) = key.key.material else {
                    Issue.record("no secret")
                    continue
                }
                #expect(secret.count == count)
                #expect(secret.bytes.indices.allSatisfy { secret.bytes[$0] == 0xFF })
            }
        }
    }

    @Test("a short secret is refused by its length, without a word of it", arguments: [0, 1, 31])
    func shortSecret(count: Int) throws {
        let bytes = Array("correct horse battery staple, so".utf8.prefix(count))
        #expect(
            try Self.reason(.secretFile(path: "/etc/legacy.key"), bytes)
                == "\"/etc/legacy.key\" is a secret of \(count) bytes, accepted are 32 or more")
        #expect(try Self.reason(.secretFile(path: "/etc/legacy.key"), bytes + [10]) != nil)
    }

    @Test("an RSA key of 1024 bits and a curve that no algorithm uses are refused")
    func weak() throws {
        #expect(
            try Self.reason(.pemFile(path: "/k"), Array(PEM.rsa1024.utf8))
                == "\"/k\" has an RSA modulus of 1024 bits, accepted are 2048 to 8192")
        #expect(
            try Self.reason(.pemFile(path: "/k"), Array(PEM.brainpool.utf8))
                == "\"/k\" has the type that it has, which no algorithm here uses")
    }

    @Test("what is no public key is refused, a private key above all")
    func noKey() throws {
        let secret = try PrivateKey.generate(.octets(.ed25519)).pem()
        let texts = [
            "", "x", "\u{0}", PEM.ed25519.replacing("MCow", with: "MCox"),
            String(PEM.certificate.prefix(300)), secret,
        ]
        for text in texts {
            let reason = try #require(try Self.reason(.pemFile(path: "/k.pem"), Array(text.utf8)))
            #expect(reason.hasPrefix("\"/k.pem\" is refused by OpenSSL: "), "\(reason)")
            for line in secret.split(separator: "\n") { #expect(!reason.contains(line)) }
        }
    }
}

/// Public keys that belong to nobody.
private enum PEM {
    /// RFC 8037 appendix A.2's key.
    static let ed25519 = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
        -----END PUBLIC KEY-----

        """

    /// Of a P-256 key.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBbjCCARWgAwIBAgIUTBM4gkkL2fnIjU/S96v7Y9cG/yQwCgYIKoZIzj0EAwIw
        DDEKMAgGA1UEAwwBeDAgFw0yNjExMjQwODEyMTZaGA8yMTI2MTAzMTA4MTIxNlow
        DDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIT1NTDI1Mh5
        7dS8YNhYqfei8qeQrvUCaLfpOBM4FQ+nlaAlsqkFFBy7lyQp5wodL95fjPGlg94S
        NGZptY08Hr6jUzBRMB0GA1UdDgQWBBRrAWfppKTrwI7Qk7V5nRnX1ox+ADAfBgNV
        HSMEGDAWgBRrAWfppKTrwI7Qk7V5nRnX1ox+ADAPBgNVHRMBAf8EBTADAQH/MAoG
        CCqGSM49BAMCA0cAMEQCIFi3dmHGhhAI7zo+KvP6O0X4oegSwJBfE52eNq/7JbUR
        AiAq8PS/t15gYaEQ/UqarYlEiO6thMaERMrlZBE6M6x2hQ==
        -----END CERTIFICATE-----

        """

    static let rsa1024 = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCtXUtlw1SaUC7KRZziCBLv5UJN
        8nVgqFh1KjbLonFwXaddFXROP3xhezaCGvm8JyORxTAOlNAz4FxFFDCNg6aAPdg0
        8X6+CvDV0G0NP9uupTrwEeVeBgHt+rB0bC4fhlKGShP+rGuC7CE3UhCSS3O9Oak1
        Y+uJwaEoONw1WIS+IwIDAQAB
        -----END PUBLIC KEY-----

        """

    static let brainpool = """
        -----BEGIN PUBLIC KEY-----
        MFowFAYHKoZIzj0CAQYJKyQDAwIIAQEHA0IABGSPu/EL8H0qM2qcjOBnyzOK818L
        20ClnPbT5bqPRoFOh4d4B7i8rZrF1iKqpC2JWQoIF5yfmfJR0G0woKMeXI0=
        -----END PUBLIC KEY-----

        """
}
