internal import OpenSSL

/// The keys under which answers are kept.
enum CacheKey {
    /// Makes the key of a request: a digest of all that its answer depends on beside the configuration and the keys
    /// in force, namely the token, the policy, the scopes that the location requires, and
    /// the dialect.
    ///
    /// - Parameters:
    ///   - policy: The policy's name and what else is the same for each of its requests; without NUL.
    ///   - scopes: What the location requires, as the web server writes it; without NUL.
    ///   - token: The token, or what stands behind the scheme in place of one: nothing was looked at yet. Without NUL.
    /// - Returns: The SHA-256 digest.
    static func digest(policy: [UInt8], scopes: Span<UInt8>?, token: Span<UInt8>) -> SHA256Digest {
        var hasher = SHA256Hasher()
        hasher.update(policy.span)
        hasher.update(separator.span)
        if let scopes { hasher.update(scopes) }
        hasher.update(separator.span)
        hasher.update(token)
        return hasher.finish()
    }

    private static let separator: [UInt8] = [0]
}
