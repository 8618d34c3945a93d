internal import JSON
internal import OpenSSL

// Private keys as JSON writes them (RFC 7518 section 6, RFC 8037 section 2).
extension PrivateKey {
    /// Reads a key of the type `EC`, `OKP` or `RSA`, public members included.
    static func read(_ object: JSONElement, type: String) throws(UnusableKey) -> PrivateKey {
        let info: PrivateKeyInfo
        switch type {
        case "EC":
            let name = try object.curveName
            guard let curve = EllipticCurve(rawValue: name) else {
                throw .curveNotSupported(name.quotedForMessage)
            }
            let (d, x, y) = (try object.keyBytes("d"), try object.keyBytes("x"), try object.keyBytes("y"))
            for (name, bytes) in [("d", d), ("x", x), ("y", y)] where bytes.count != curve.coordinateLength {
                throw .memberMalformed(name)
            }
            info = PrivateKeyInfo(curve, d: d, x: x, y: y)
        case "OKP":
            let name = try object.curveName
            guard let curve = OctetCurve(rawValue: name) else {
                throw .curveNotSupported(name.quotedForMessage)
            }
            let d = try object.keyBytes("d")
            guard d.count == curve.keyLength else { throw .memberMalformed("d") }
            info = PrivateKeyInfo(curve, d: d)
        case "RSA":
            guard object["oth"] == nil else { throw .memberMalformed("oth") }
            var numbers: [[UInt8]] = []
            for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
                numbers.append(try object.keyBytes(name))
            }
            info = PrivateKeyInfo(rsa: numbers)
        default:
            throw .keyTypeNotSupported(type.quotedForMessage)
        }
        do throws(OpenSSLError) {
            return try PrivateKey(info)
        } catch {
            throw .numbersRefused(error)
        }
    }
}
