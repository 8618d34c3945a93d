internal import Foundation
package import OpenSSL

/// Writes compact JWS (RFC 7515 section 7.1), right ones and deliberately wrong ones.
package enum CompactToken {
    /// Signs any header and payload, as text, so that a test can say things no encoder would.
    ///
    /// Nothing is added: not `alg`, not `kid`.
    package static func sign(
        header: String, payload: String, by key: SigningKey
    ) throws(OpenSSLError) -> String {
        let input = base64URL(Array(header.utf8)) + "." + base64URL(Array(payload.utf8))
        let signature = try key.key.signature(of: Array(input.utf8), by: key.algorithm.scheme)
        return input + "." + base64URL(signature)
    }

    /// Signs `claims` with the header a well-behaved issuer writes: `alg`, `kid`, `typ`.
    ///
    /// - Parameters:
    ///   - claims: The payload.
    ///   - header: Members to add to the header or to put over its own.
    ///   - key: What signs; gives `alg` and `kid`.
    /// - Throws: `OpenSSLError` when the key cannot sign.
    /// - Returns: The three parts with their dots.
    package static func sign(
        _ claims: TestJSON, header: TestJSON = [:], by key: SigningKey
    ) throws(OpenSSLError) -> String {
        let usual: TestJSON = [
            "alg": .string(key.algorithm.rawValue), "kid": .string(key.identifier), "typ": "JWT",
        ]
        return try sign(header: usual.merging(header).text, payload: claims.text, by: key)
    }

    /// An unsigned token (RFC 7515 appendix A.5): its third part is empty.
    package static func unsigned(header: String, payload: String) -> String {
        base64URL(Array(header.utf8)) + "." + base64URL(Array(payload.utf8)) + "."
    }

    /// `token` with the first bits of its signature changed.
    package static func withBrokenSignature(_ token: String) -> String {
        guard let dot = token.lastIndex(of: ".") else { return token }
        // The first character stands for six whole bits, so the encoding stays valid.
        let first = token.index(after: dot)
        guard first < token.endIndex else { return token }
        return token[..<first] + (token[first] == "A" ? "B" : "A") + token[token.index(after: first)...]
    }

    /// Base64url without padding (RFC 7515 section 2).
    package static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
