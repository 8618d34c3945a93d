import JSON
import TestSupport
import Testing

@testable import JOSE

@Suite("Published vectors: signatures and keys")
struct SignatureVectorTests {
    /// A key or a key set as a set.
    static func set(_ key: TestJSON?) throws -> JWKSet {
        let key = try #require(key)
        let document: TestJSON = key["keys"] == nil ? ["keys": [key]] : key
        return try JWKSet(parsing: Array(document.text.utf8), origin: .localFile)
    }

    /// Whether the JWS was signed with one of the keys; `false` too when it is no JWS.
    static func isSigned(_ jws: String, by keys: JWKSet) throws -> Bool {
        let bytes = Array(jws.utf8)
        return (try? isSigned(bytes.span, by: keys, reader: TokenReader())) ?? false
    }

    /// The steps of `TokenReader.read`, and those after it, without the one that wants claims: these texts are others.
    private static func isSigned(_ jws: Span<UInt8>, by keys: JWKSet, reader: TokenReader) throws -> Bool {
        let limits = TokenLimits()
        let (firstDot, secondDot) = try TokenReader.dots(in: jws, limits: limits)
        let header = try reader.header(jws.extracting(..<firstDot), limit: limits.header)
        try reader.decode(
            jws.extracting((firstDot + 1)..<secondDot), as: .payload, limit: limits.claims)
        try reader.readSignature(jws.extracting((secondDot + 1)...))
        guard let algorithm = SignatureAlgorithm.all[header.algorithmName],
            case .candidates(let candidates) = keys.selection(keyID: header.keyID, algorithm: algorithm)
        else { return false }
        let input = jws.extracting(..<secondDot)
        let signature = reader.signature
        let verifier = SignatureVerifier()
        for candidate in candidates {
            let isValid = try? verifier.isValid(
                signature.span, of: input, with: candidate.key, algorithm: algorithm)
            if isValid == true { return true }
        }
        return false
    }

    @Test("Wycheproof json_web_signature: 401 vectors")
    func wycheproofSignatures() throws {
        try VectorFile("wycheproof/json_web_signature_test.json").expectAgreement(count: 401) { vector in
            let keys = try Self.set(vector.group["public"] ?? vector.group["private"])
            return try Self.isSigned(vector.text("jws"), by: keys)
        }
    }

    @Test("Wycheproof json_web_key: 26 vectors")
    func wycheproofKeys() throws {
        try VectorFile("wycheproof/json_web_key_test.json").expectAgreement(count: 26) { vector in
            let keys = try Self.set(vector.group["public"] ?? vector.group["private"])
            return try Self.isSigned(vector.text("jws"), by: keys)
        }
    }

    @Test("RFC 7515 appendix A, RFC 7520 section 4, RFC 7797, RFC 8037 appendix A: 12 vectors")
    func rfcSignatures() throws {
        try VectorFile("rfc/signatures.json").expectAgreement(count: 12) { vector in
            try Self.isSigned(vector.text("jws"), by: try Self.set(vector.test["key"]))
        }
    }

    @Test("RFC 9964 appendix A: ML-DSA where OpenSSL has it, and a clear word where it has not: 3 vectors")
    func moduleLattices() throws {
        let file = try VectorFile("rfc/ml-dsa.json")
        #expect(file.vectors.count == 3)
        for vector in file.vectors {
            let keys = try Self.set(vector.test["key"])
            let algorithm = try #require(SignatureAlgorithm.all[vector.text("algorithm")])
            if algorithm.isOffered {
                #expect(try Self.isSigned(vector.text("jws"), by: keys), "\(vector.id)")
            } else {
                #expect(keys.keys.isEmpty)
                #expect(keys.problems.first?.contains("is for \(algorithm.name), which the OpenSSL") == true)
            }
        }
    }

    @Test("RFC 7517 appendices A and B, RFC 7638 section 3.1, RFC 8037 appendix A.3: 9 keys")
    func rfcKeys() throws {
        let file = try VectorFile("rfc/keys.json")
        #expect(file.vectors.count == 9)
        for vector in file.vectors {
            let set = try Self.set(vector.test["key"])
            #expect(set.keys.count == Self.usableKeys[vector.id], "\(vector.id): \(set.problems)")
            guard let thumbprint = vector.test["thumbprint"]?.string else { continue }
            let key = try #require(set.keys.first)
            let unnamed = JWK(id: nil, key: key.key)
            #expect(unnamed.thumbprint == thumbprint, "\(vector.id)")
        }
    }

    /// How many keys of each vector verify signatures: not those for encryption, and no secret too short.
    private static let usableKeys = [
        "RFC 7638 3.1": 1, "RFC 8037 A.3": 1, "RFC 7517 A.1 key 1": 0, "RFC 7517 A.1 key 2": 1,
        "RFC 7517 A.2 key 1": 0, "RFC 7517 A.2 key 2": 1, "RFC 7517 A.3 key 1": 0, "RFC 7517 A.3 key 2": 1,
        "RFC 7517 B": 1,
    ]
}
