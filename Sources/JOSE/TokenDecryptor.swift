package import JSON
internal import OpenSSL

/// Opens encrypted tokens (RFC 7516) on one thread.
package final class TokenDecryptor {
    private let parser: JSONParser

    /// Makes a decryptor.
    ///
    /// - Throws: `JSONError` when memory is short.
    package init() throws(JSONError) {
        self.parser = try JSONParser()
    }

    /// The content of an encrypted token.
    ///
    /// Who the issuer is shows only inside, so the keys are those of every issuer that the token may be from.
    ///
    /// - Parameters:
    ///   - token: The token: any bytes.
    ///   - keys: The keys to try, as far as they fit and at most eight.
    ///   - limits: How long the token and its header may be.
    /// - Returns: The content, whatever it is; who encrypted it is not known.
    /// - Throws: `MalformedToken`, always the same one when it cannot be decrypted; `decryptionNotPossible` when that is
    ///   no fault of the token's.
    package func content(
        of token: Span<UInt8>, with keys: [DecryptionKey], limits: TokenLimits
    ) throws(MalformedToken) -> [UInt8] {
        let encrypted = try EncryptedToken(token, parser: parser, limits: limits)
        for key in DecryptionKey.candidates(for: encrypted, among: keys) {
            do throws(OpenSSLError) {
                guard let content = try key.plaintext(of: encrypted) else { continue }
                return content.bytes.indices.map { content.bytes[$0] }
            } catch {
                throw .decryptionNotPossible(error)
            }
        }
        throw .decryptionFailed
    }
}
