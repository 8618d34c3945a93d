internal import JSON
internal import OpenSSL

// Public keys as JSON writes them (RFC 7518 section 6, RFC 8037 section 2, RFC 9964 section 3).
extension PublicKey {
    /// Reads a key of the type `EC`, `OKP` or `RSA`: its members, its certificate, or both when they agree.
    ///
    /// The first certificate of `x5c` is the key's own (RFC 7517 section 4.7). Who signed it and until when
    /// it is valid is not judged: what makes the key the issuer's is that it is in the issuer's set.
    static func read(_ object: JSONElement, type: String) throws(UnusableKey) -> PublicKey {
        let ownMembers: [String]
        switch type {
        case "EC": ownMembers = ["crv", "x", "y"]
        case "OKP": ownMembers = ["crv", "x"]
        case "RSA": ownMembers = ["n", "e"]
        default: throw .keyTypeNotSupported(type.quotedForMessage)
        }
        let certified = try certifiedKey(object)
        // The members may be left out only as a whole, and only beside a certificate.
        if let certified, ownMembers.allSatisfy({ object[$0] == nil }) {
            guard certified.kind.typeName == type else { throw .certificateDiffers }
            return certified
        }
        let key =
            switch type {
            case "EC": try ellipticKey(object)
            case "OKP": try octetKey(object)
            default: try rsaKey(object)
            }
        if let certified, !certified.isEqual(to: key) { throw .certificateDiffers }
        return key
    }

    /// Reads a key of the type `AKP`, whose `alg` says what it is.
    static func latticeKey(_ object: JSONElement, algorithm: String?) throws(UnusableKey) -> PublicKey {
        guard let algorithm else { throw .memberMissing("alg") }
        guard let set = ModuleLattice(rawValue: algorithm) else {
            throw .keyTypeNotSupported("\"AKP\" with the algorithm \(algorithm.quotedForMessage)")
        }
        guard set.isOffered else { throw .algorithmNotOffered(algorithm) }
        let bytes = try object.keyBytes("pub")
        guard bytes.count == set.keyLength else { throw .memberMalformed("pub") }
        return try make { () throws(OpenSSLError) in try PublicKey(set, bytes: bytes) }
    }

    private static func rsaKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        let modulus = try object.keyBytes("n")
        let exponent = try object.keyBytes("e")
        // Far beyond what is accepted; keeps OpenSSL from working on absurd numbers.
        let mostBytes = 4_096
        guard modulus.count <= mostBytes else { throw .memberMalformed("n") }
        guard exponent.count <= mostBytes else { throw .memberMalformed("e") }
        return try make { () throws(OpenSSLError) in
            try PublicKey(rsaModulus: modulus, exponent: exponent)
        }
    }

    static func ellipticKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        let name = try object.curveName
        guard let curve = EllipticCurve(rawValue: name) else {
            throw .curveNotSupported(name.quotedForMessage)
        }
        let x = try object.keyBytes("x")
        let y = try object.keyBytes("y")
        guard x.count == curve.coordinateLength else { throw .memberMalformed("x") }
        guard y.count == curve.coordinateLength else { throw .memberMalformed("y") }
        return try make { () throws(OpenSSLError) in try PublicKey(curve: curve, x: x, y: y) }
    }

    static func octetKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey {
        let name = try object.curveName
        guard let curve = OctetCurve(rawValue: name) else {
            throw .curveNotSupported(name.quotedForMessage)
        }
        let x = try object.keyBytes("x")
        return try make { () throws(OpenSSLError) in try PublicKey(curve: curve, bytes: x) }
    }

    private static func certifiedKey(_ object: JSONElement) throws(UnusableKey) -> PublicKey? {
        guard let chain = object["x5c"] else { return nil }
        var certificates = chain.elements
        guard let text = certificates.next()?.string, let certificate = Base64URL.decodeStandard(text) else {
            throw .memberMalformed("x5c")
        }
        let key: PublicKey?
        do throws(OpenSSLError) {
            key = try PublicKey(certificate: certificate)
        } catch {
            throw .certificateMalformed(error)
        }
        guard let key else { throw .certificateDiffers }
        return key
    }

    private static func make(
        _ body: () throws(OpenSSLError) -> PublicKey
    ) throws(UnusableKey) -> PublicKey {
        do throws(OpenSSLError) {
            return try body()
        } catch {
            throw .numbersRefused(error)
        }
    }
}

extension PublicKey.Kind {
    /// The `kty` of such keys.
    fileprivate var typeName: String {
        switch self {
        case .elliptic: "EC"
        case .moduleLattice: "AKP"
        case .octets: "OKP"
        case .rsa: "RSA"
        }
    }
}

extension JSONElement {
    /// A key's member that is text, or `nil` when there is none.
    func keyText(_ name: String) throws(UnusableKey) -> String? {
        guard let member = self[name] else { return nil }
        guard let text = member.string else { throw .memberMalformed(name) }
        return text
    }

    /// A key's member that is bytes in base64url; it must be there, and not be empty.
    func keyBytes(_ name: String) throws(UnusableKey) -> [UInt8] {
        guard let text = try keyText(name) else { throw .memberMissing(name) }
        guard let bytes = Base64URL.decode(text), !bytes.isEmpty else { throw .memberMalformed(name) }
        return bytes
    }

    /// The name of a key's curve.
    var curveName: String {
        get throws(UnusableKey) {
            guard let name = try keyText("crv") else { throw .memberMissing("crv") }
            return name
        }
    }
}
