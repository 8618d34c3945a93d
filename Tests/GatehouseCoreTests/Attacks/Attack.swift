import Foundation
import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import TestTokens
import Testing

/// One row of the attack table: what is sent, and the very refusal it must meet.
struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: Refusal
    let policy: String
    let credentials: @Sendable (Forge) throws -> [UInt8]

    /// An attack by any value of the header.
    static func header(
        _ name: String, _ expected: Refusal, policy: String = "default",
        _ credentials: @escaping @Sendable (Forge) throws -> [UInt8]
    ) -> Attack {
        Attack(name: name, expected: expected, policy: policy, credentials: credentials)
    }

    /// An attack by a token.
    static func token(
        _ name: String, _ expected: Refusal, policy: String = "default",
        _ token: @escaping @Sendable (Forge) throws -> String
    ) -> Attack {
        Attack(name: name, expected: expected, policy: policy) { forge in
            try Array("Bearer \(token(forge))".utf8)
        }
    }

    var testDescription: String { name }

    /// Runs the attack against the fortress.
    func expectRefusal() throws {
        let fortress = try Fortress.shared.get()
        let credentials = try credentials(Forge(fortress))
        let refusal = try fortress.refusal(of: credentials, policy: policy)
        #expect(refusal == expected, "\(name): \(refusal?.description ?? "accepted")")
        #expect(!expected.description.isEmpty)
    }
}

/// What an attacker has: strangers' keys, and, to show that only the defect at hand is at fault, the issuer's own.
struct Forge {
    let fortress: Fortress

    init(_ fortress: Fortress) {
        self.fortress = fortress
    }

    func key(_ name: String) throws -> TestTokens.SigningKey { try #require(fortress.keys[name]) }

    /// The payload of a token that would be accepted.
    static let payload = payload()

    /// That payload with members changed, as text: a `nil` leaves one out.
    static func payload(_ changes: KeyValuePairs<String, String?> = [:]) -> String {
        var members: [(String, String?)] = [
            ("iss", "\"\(Fortress.main)\""), ("aud", "\"api://orders\""), ("sub", "\"eve\""),
            ("exp", "\(Fortress.now + 60)"),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            members.append((name, value))
        }
        return "{"
            + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
            + "}"
    }

    /// Signs any header and payload with one of the fortress's keys.
    func signed(
        _ header: String, _ payload: String = Forge.payload, by name: String
    ) throws -> String {
        try CompactToken.sign(header: header, payload: payload, by: key(name))
    }

    /// A good token of a key, with its usual header.
    func good(_ name: String, payload: String = Forge.payload) throws -> String {
        try signed(#"{"alg":"\#(try key(name).algorithm.rawValue)","kid":"\#(name)"}"#, payload, by: name)
    }

    /// A good token with another signature in the place of its own.
    func resigned(_ name: String, _ change: ([UInt8]) throws -> [UInt8]) throws -> String {
        let token = try good(name)
        let dot = try #require(token.lastIndex(of: "."))
        let signature = try #require(Base64URL.decode(String(token[token.index(after: dot)...])))
        return token[...dot] + Base64URL.encode(try change(signature))
    }

    /// Joins a header, a payload and a signature.
    static func joined(_ header: String, _ payload: String = Forge.payload, signature: [UInt8] = []) -> String
    {
        [Array(header.utf8), Array(payload.utf8), signature].map(Base64URL.encode).joined(separator: ".")
    }

    /// A token of the issuer `legacy` under a secret of the attacker's choice.
    static func authenticated(
        _ header: String, payload: String = Forge.payload(["iss": "\"\(Fortress.legacy)\""]), secret: [UInt8]
    ) throws -> String {
        let input = [header, payload].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
        return input + "." + Base64URL.encode(try HMAC.sha256(of: Array(input.utf8), secret: secret))
    }
}

/// HMAC with SHA-256 (RFC 2104), made of the digest alone.
enum HMAC {
    static func sha256(of message: [UInt8], secret: [UInt8]) throws -> [UInt8] {
        let blockLength = 64
        var key = secret.count > blockLength ? try HashFunction.sha256.digest(of: secret) : secret
        key += [UInt8](repeating: 0, count: blockLength - key.count)
        let inner = try HashFunction.sha256.digest(of: key.map { $0 ^ 0x36 } + message)
        return try HashFunction.sha256.digest(of: key.map { $0 ^ 0x5C } + inner)
    }
}

extension Refusal {
    static func algorithm(_ seen: String) -> Refusal {
        .algorithmNotAllowed(seen: seen, accepted: Fortress.offered)
    }

    static func badSignature(_ keyID: String?, _ algorithm: String, issuer: String = "main") -> Refusal {
        .signatureInvalid(keyID: keyID, algorithm: algorithm, issuer: issuer)
    }

    static func noKey(_ keyID: String?, issuer: String = "main") -> Refusal {
        .keyNotFound(keyID: keyID, issuer: issuer)
    }

    static func noFit(_ keyID: String?, _ algorithm: String, issuer: String = "main") -> Refusal {
        .keyDoesNotFit(keyID: keyID, algorithm: algorithm, issuer: issuer)
    }

    static func notJSON(_ part: MalformedToken.Part, _ reason: String) -> Refusal {
        .malformed(.notJSON(part, .malformed(reason: reason)))
    }
}

extension Forge {
    /// A key's public half as DER.
    func publicDER(_ name: String) throws -> [UInt8] {
        let lines = try publicPEM(name).split(separator: "\n").filter { !$0.hasPrefix("-") }
        return try Array(#require(Data(base64Encoded: lines.joined())))
    }

    /// A key's public half as PEM.
    func publicPEM(_ name: String) throws -> String { try key(name).key.publicPEM() }

    /// An RSA key's modulus.
    func modulus(_ name: String) throws -> [UInt8] {
        guard case .rsa(let n, _) = try key(name).key.publicMembers() else { return [] }
        return n
    }

    /// A token of the issuer `legacy` with another code in the place of its own.
    func reauthenticated(_ change: ([UInt8]) -> [UInt8]) throws -> String {
        let token = try Self.authenticated(#"{"alg":"HS256","kid":"shared"}"#, secret: fortress.secret)
        let dot = try #require(token.lastIndex(of: "."))
        let code = try #require(Base64URL.decode(String(token[token.index(after: dot)...])))
        return token[...dot] + Base64URL.encode(change(code))
    }
}
