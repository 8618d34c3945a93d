internal import JSON
package import OpenSSL

/// What a signature is checked with: a public key, or a secret that both sides share.
package final class VerificationKey: Sendable {
    /// The key itself.
    package enum Material: Sendable {
        case publicKey(PublicKey)
        case secret(SecretBytes)
    }

    /// What signatures are checked with.
    package let material: Material

    /// Takes a public key, if it is strong enough.
    ///
    /// - Throws: `UnusableKey` for a key that makes no signatures, and for an RSA key of less than 2048 or more than 8192 bits, or with a weak
    ///   exponent (RFC 7518 section 3.3, RFC 8725 section 3.2, FIPS 186-5 section A.1.1).
    package init(_ key: PublicKey) throws(UnusableKey) {
        if let exponent = key.rsaExponent {
            guard Self.modulusBits.contains(key.bitCount) else {
                throw .modulusLength(bits: key.bitCount, accepted: Self.modulusBits)
            }
            guard Self.isStrong(exponent: exponent) else { throw .weakExponent }
        }
        if case .octets(let curve) = key.kind, !curve.isForSigning {
            throw .curveNotSupported(curve.rawValue.quotedForMessage)
        }
        self.material = .publicKey(key)
    }

    /// Takes a secret, if it is long enough for the weakest of the HMAC algorithms.
    ///
    /// - Throws: `UnusableKey` for one of less than 256 bits (RFC 7518 section 3.2).
    package init(secret: consuming [UInt8]) throws(UnusableKey) {
        let minimum = HashFunction.sha256.digestLength
        guard secret.count >= minimum else {
            throw .secretLength(bytes: secret.count, minimum: minimum)
        }
        self.material = .secret(SecretBytes(wiping: &secret))
    }

    /// Whether the key can be used with `algorithm`: the kind, the curve, the secret's length.
    package func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        switch (material, algorithm.keyRequirement) {
        case (.publicKey(let key), .publicKey(let kind)):
            return key.kind == kind
        case (.publicKey(let key), .edwardsKey):
            return key.kind == .octets(.ed25519) || key.kind == .octets(.ed448)
        case (.secret(let secret), .secret):
            // A secret is at least as long as the hash (RFC 7518 section 3.2), which is the tag's length.
            guard let minimum = algorithm.signatureLength else { return false }
            return secret.count >= minimum
        case (.publicKey, .secret), (.secret, .edwardsKey), (.secret, .publicKey):
            return false
        }
    }

    /// The RSA moduli that are accepted, in bits.
    static let modulusBits = 2_048...8_192

    /// Odd, at least 65537, at most 256 bits.
    private static func isStrong(exponent: [UInt8]) -> Bool {
        guard let last = exponent.last, last & 1 == 1, exponent.count <= 32 else { return false }
        return exponent.count > 3 || (exponent.count == 3 && exponent[0] >= 1)
    }
}

/// Why a key is not used.
package enum UnusableKey: Error, Hashable, Sendable {
    case algorithmNotOffered(String)
    case certificateDiffers
    case certificateMalformed(OpenSSLError)
    case curveNotSupported(String)
    case keyTypeNotSupported(String)
    case memberMalformed(String)
    case memberMissing(String)
    case modulusLength(bits: Int, accepted: ClosedRange<Int>)
    case notBase64
    case numbersRefused(OpenSSLError)
    case secretFromNetwork
    case secretLength(bytes: Int, minimum: Int)
    case weakExponent
}

extension UnusableKey: CustomStringConvertible {
    package var description: String {
        switch self {
        case .algorithmNotOffered(let name):
            "is for \(name), which the OpenSSL in use (\(OpenSSLLibrary.version)) does not have"
        case .certificateDiffers: "has another key in \"x5c\" than in its own members"
        case .certificateMalformed(let error): "has no certificate in \"x5c\": \(error)"
        case .curveNotSupported(let curve): "has the curve \(curve), which no algorithm here uses"
        case .keyTypeNotSupported(let type): "has the type \(type), which no algorithm here uses"
        case .memberMalformed(let name): "has a malformed \"\(name)\""
        case .memberMissing(let name): "has no \"\(name)\""
        case .modulusLength(let bits, let accepted):
            "has an RSA modulus of \(bits) bits, accepted are \(accepted.lowerBound) to \(accepted.upperBound)"
        case .notBase64: "is not Base64 (RFC 4648 section 4, with padding)"
        case .numbersRefused(let error): "is refused by OpenSSL: \(error)"
        case .secretFromNetwork: "is a shared secret, which is accepted from a local file only"
        case .secretLength(let bytes, let minimum):
            "is a secret of \(bytes) bytes, accepted are \(minimum) or more"
        case .weakExponent: "has an RSA exponent that is not odd and from 65537 to 2^256"
        }
    }
}
