package import JSON
internal import OpenSSL

/// One key of a key set (RFC 7517 section 4), with what it may be used for.
///
/// Members of a private key that someone published by mistake are never read.
package struct JWK: Sendable {
    /// Where a key set comes from; decides whether it may hold secrets.
    package enum Origin: Hashable, Sendable {
        case localFile
        case network
    }

    /// `kid`, or `nil` when the key has no name.
    package let id: String?

    /// `alg`: the one algorithm the key may be used with; `nil` when it does not say.
    package let algorithmName: String?

    /// The key itself.
    package let key: VerificationKey

    /// Makes a key that is not written as JSON.
    ///
    /// - Parameters:
    ///   - id: Its name, if the operator gave it one.
    ///   - key: The key.
    package init(id: String?, key: VerificationKey) {
        self.id = id
        self.algorithmName = nil
        self.key = key
    }

    /// Reads a key; `nil` when it says that it is not for verifying signatures (`use`, `key_ops`).
    ///
    /// - Parameters:
    ///   - object: The key's JSON. Chosen by the issuer.
    ///   - origin: Where it comes from.
    /// - Throws: `UnusableKey` when it is of no use here.
    package init?(_ object: JSONElement, origin: Origin) throws(UnusableKey) {
        guard let type = object["kty"]?.string else { throw .memberMissing("kty") }
        self.id = try Self.text("kid", in: object)
        self.algorithmName = try Self.text("alg", in: object)
        if let use = try Self.text("use", in: object), use != "sig" { return nil }
        if let operations = object["key_ops"] {
            guard operations.kind == .array else { throw .memberMalformed("key_ops") }
            guard operations.elements.contains(where: { $0.string == "verify" }) else { return nil }
        }
        switch type {
        case "EC": self.key = try VerificationKey(Self.ellipticKey(object))
        case "OKP": self.key = try VerificationKey(Self.edwardsKey(object))
        case "RSA": self.key = try VerificationKey(Self.rsaKey(object))
        case "oct":
            guard origin == .localFile else { throw .secretFromNetwork }
            self.key = try VerificationKey(secret: Self.bytes("k", in: object))
        default: throw .keyTypeNotSupported(type.quotedForMessage)
        }
    }

    /// Whether the key may and can verify signatures of `algorithm`.
    package func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        (algorithmName == nil || algorithmName == algorithm.name) && key.fits(algorithm)
    }

    // MARK: Key types (RFC 7518 section 6, RFC 8037 section 2)

    private static func rsaKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        let modulus = try bytes("n", in: object)
        let exponent = try bytes("e", in: object)
        // Far beyond what is accepted; keeps OpenSSL from working on absurd numbers.
        let mostBytes = 4_096
        guard modulus.count <= mostBytes else { throw .memberMalformed("n") }
        guard exponent.count <= mostBytes else { throw .memberMalformed("e") }
        do throws(OpenSSLError) {
            return try PublicKey(rsaModulus: modulus, exponent: exponent)
        } catch {
            throw .numbersRefused(error)
        }
    }

    private static func ellipticKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        guard let name = try text("crv", in: object) else { throw .memberMissing("crv") }
        guard let curve = EllipticCurve(rawValue: name) else {
            throw .curveNotSupported(name.quotedForMessage)
        }
        let x = try bytes("x", in: object)
        let y = try bytes("y", in: object)
        guard x.count == curve.coordinateLength else { throw .memberMalformed("x") }
        guard y.count == curve.coordinateLength else { throw .memberMalformed("y") }
        do throws(OpenSSLError) {
            return try PublicKey(curve: curve, x: x, y: y)
        } catch {
            throw .numbersRefused(error)
        }
    }

    private static func edwardsKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        guard let name = try text("crv", in: object) else { throw .memberMissing("crv") }
        guard name == "Ed25519" else { throw .curveNotSupported(name.quotedForMessage) }
        let x = try bytes("x", in: object)
        do throws(OpenSSLError) {
            return try PublicKey(ed25519: x)
        } catch {
            throw .numbersRefused(error)
        }
    }

    // MARK: Members

    private static func text(_ name: String, in object: JSONElement) throws(UnusableKey) -> String? {
        guard let member = object[name] else { return nil }
        guard let text = member.string else { throw .memberMalformed(name) }
        return text
    }

    private static func bytes(_ name: String, in object: JSONElement) throws(UnusableKey) -> [UInt8] {
        guard let text = try text(name, in: object) else { throw .memberMissing(name) }
        guard let bytes = Base64URL.decode(text), !bytes.isEmpty else { throw .memberMalformed(name) }
        return bytes
    }
}
