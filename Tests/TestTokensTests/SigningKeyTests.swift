import Foundation
import OpenSSL
import TestSupport
import Testing

/// The `openssl` command is the judge here: it shares no Swift with what signs.
@Suite("Test keys and tokens")
struct SigningKeyTests {
    @Test("sign so that the openssl command agrees", arguments: SigningAlgorithm.allCases)
    func signatureIsValid(algorithm: SigningAlgorithm) throws {
        let key = try SigningKey.generate(algorithm, identifier: "k")
        let message = Array("header.payload".utf8)
        let signature = try key.key.signature(of: message, by: algorithm.scheme)
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(key.key.pem().utf8).write(to: directory.appending(path: "key.pem"))
        try Data(message).write(to: directory.appending(path: "message"))
        try Data(Self.openSSLForm(signature, algorithm)).write(to: directory.appending(path: "signature"))

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.currentDirectoryURL = directory
        process.arguments =
            ["pkeyutl", "-verify", "-inkey", "key.pem", "-in", "message", "-sigfile", "signature", "-rawin"]
            + Self.options(algorithm)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("have a signature of fixed length on every curve, however small r and s are")
    func ecSignatureLength() throws {
        for (algorithm, count) in [(SigningAlgorithm.es256, 64), (.es384, 96), (.es512, 132), (.es256K, 64)] {
            let key = try SigningKey.generate(algorithm, identifier: "k")
            for number in 0..<64 {
                #expect(try key.key.signature(of: [UInt8(number)], by: algorithm.scheme).count == count)
            }
        }
    }

    @Test("give a JWK with the members of RFC 7517 and no private one", arguments: SigningAlgorithm.allCases)
    func jwk(algorithm: SigningAlgorithm) throws {
        let jwk = try SigningKey.generate(algorithm, identifier: "k7").jwk()
        let members: Set<String> =
            switch algorithm.scheme {
            case .ecdsa: ["crv", "x", "y"]
            case .eddsa, .mlDSA: ["crv", "x"]
            case .rsaPKCS1, .rsaPSS: ["e", "n"]
            }
        #expect(Set(jwk.members.keys) == members.union(["alg", "kid", "kty", "use"]))
        #expect(jwk["kid"] == "k7")
    }

    private static func options(_ algorithm: SigningAlgorithm) -> [String] {
        switch algorithm.scheme {
        case .ecdsa(let hash), .rsaPKCS1(let hash):
            ["-digest", hash.rawValue]
        case .eddsa, .mlDSA:
            []
        case .rsaPSS(let hash):
            [
                "-digest", hash.rawValue, "-pkeyopt", "rsa_padding_mode:pss",
                "-pkeyopt", "rsa_pss_saltlen:digest",
            ]
        }
    }

    /// What the command reads: for ECDSA a DER SEQUENCE of two INTEGERs.
    private static func openSSLForm(_ signature: [UInt8], _ algorithm: SigningAlgorithm) -> [UInt8] {
        guard case .ecdsa = algorithm.scheme else { return signature }
        let half = signature.count / 2
        let body = integer(signature.prefix(half)) + integer(signature.suffix(half))
        return [0x30] + (body.count < 128 ? [] : [0x81]) + [UInt8(body.count)] + body
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
