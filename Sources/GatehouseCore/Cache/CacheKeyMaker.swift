internal import OpenSSL

/// Makes the keys under which answers are kept, on one thread.
///
/// A key is the SHA-256 digest of all that an answer depends on beside the configuration and the keys in
/// force: the token or the header it is in, the policy, the scopes that the location requires, and the dialect.
struct CacheKeyMaker {
    private let hasher: SHA256Hasher

    init() throws(OpenSSLError) {
        hasher = try SHA256Hasher()
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - policy: The policy's name and what else is the same for each of its requests; without NUL.
    ///   - scopes: What the location requires, as the web server writes it; without NUL.
    ///   - token: The token, or the value of the header it is in; without NUL.
    /// - Returns: `nil` when it could not be computed, which makes a request cost more and nothing else.
    func key(policy: [UInt8], scopes: Span<UInt8>?, token: Span<UInt8>) -> SHA256Digest? {
        do throws(OpenSSLError) {
            try hasher.begin()
            try hasher.update(policy.span)
            try hasher.update(Self.separator.span)
            if let scopes { try hasher.update(scopes) }
            try hasher.update(Self.separator.span)
            try hasher.update(token)
            return try hasher.finish()
        } catch {
            return nil
        }
    }

    private static let separator: [UInt8] = [0]
}
