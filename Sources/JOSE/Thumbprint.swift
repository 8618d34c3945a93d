internal import OpenSSL

extension PublicMembers {
    /// The key's thumbprint under SHA-256 (RFC 7638 section 3, RFC 8037 section 2), in base64url.
    ///
    /// Made of the key itself and not of the text it was read from, so that every way of writing the key has
    /// the same one.
    package var thumbprint: String? {
        let text =
            switch self {
            case .ec(let curve, let x, let y):
                #"{"crv":"\#(curve.rawValue)","kty":"EC","x":"\#(encoded(x))","y":"\#(encoded(y))"}"#
            case .octets(let curve, let x):
                #"{"crv":"\#(curve.rawValue)","kty":"OKP","x":"\#(encoded(x))"}"#
            case .rsa(let n, let e):
                #"{"e":"\#(encoded(e))","kty":"RSA","n":"\#(encoded(n))"}"#
            }
        return (try? HashFunction.sha256.digest(of: Array(text.utf8))).map(Base64URL.encode)
    }

    private func encoded(_ bytes: [UInt8]) -> String { Base64URL.encode(bytes) }
}
