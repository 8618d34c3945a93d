package import JSON
internal import OpenSSL

/// One key of a key set (RFC 7517 section 4), with what it may be used for.
///
/// Members of a private key that someone published by mistake are never read.
///
/// Immutable, and a class so that a request that tries keys copies a pointer and not their names.
package final class JWK: Sendable {
    /// Where a key set comes from; decides whether it may hold secrets.
    package enum Origin: Hashable, Sendable {
        case localFile
        case network
    }

    /// `kid`, or `nil` when the key has no name.
    package let id: String?

    /// `alg`: the one algorithm the key may be used with; `nil` when it does not say.
    package let algorithmName: String?

    /// `issuer`: the one issuer whose tokens the key may sign, or a template of it; `nil` when it does not say.
    ///
    /// No RFC has this member; Entra ID's key sets do, since one set serves many tenants.
    package let issuer: IssuerTemplate?

    /// `cloud_instance_name`: the one of Entra ID's clouds whose tokens the key may sign; `nil` when it does not say.
    package let cloudInstance: String?

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
        self.issuer = nil
        self.cloudInstance = nil
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
        self.id = try object.keyText("kid")
        self.algorithmName = try object.keyText("alg")
        self.issuer = try object.keyText("issuer").map(IssuerTemplate.init)
        self.cloudInstance = try object.keyText("cloud_instance_name")
        if let use = try object.keyText("use"), use != "sig" { return nil }
        if let operations = object["key_ops"] {
            guard operations.kind == .array else { throw .memberMalformed("key_ops") }
            guard operations.elements.contains(where: { $0.string == "verify" }) else { return nil }
        }
        switch type {
        case "oct":
            guard origin == .localFile else { throw .secretFromNetwork }
            self.key = try VerificationKey(secret: object.keyBytes("k"))
        case "AKP":
            self.key = try VerificationKey(PublicKey.latticeKey(object, algorithm: algorithmName))
        default:
            self.key = try VerificationKey(PublicKey.read(object, type: type))
        }
    }

    /// Whether the key may and can verify signatures of `algorithm`.
    package func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        guard key.fits(algorithm) else { return false }
        guard let algorithmName, algorithmName != algorithm.name else { return true }
        // What RFC 8037 calls EdDSA, RFC 9864 calls by its curve: the key may be used for the same.
        guard let own = SignatureAlgorithm.all[algorithmName], key.fits(own) else { return false }
        return own.method == algorithm.method
    }

    /// What a token may call the key although it has no `kid`: its thumbprint (RFC 7638), as RFC 9278 and
    /// many issuers do; `nil` for a key that has a name, and for secrets, of which nothing is told.
    package var thumbprint: String? {
        guard id == nil, case .publicKey(let key) = key.material else { return nil }
        return (try? key.members())?.thumbprint
    }
}
