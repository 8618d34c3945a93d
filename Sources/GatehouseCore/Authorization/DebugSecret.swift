internal import OpenSSL

/// What a caller must know to see how a request of theirs is decided (`debug-secret-file`).
///
/// Only its digest is kept: comparing digests tells nobody how much of a guess was right.
package struct DebugSecret: Hashable, Sendable {
    private let digest: SHA256Digest

    /// Takes a secret.
    ///
    /// - Parameter bytes: The secret, without the end of the line it stands on.
    init(_ bytes: [UInt8]) {
        digest = SHA256Digest(of: bytes.span)
    }

    /// Whether a caller knows the secret.
    ///
    /// - Parameter presented: What the caller sent. Chosen by the client: any bytes.
    /// - Returns: `false` for anything but the secret.
    func isKnown(by presented: Span<UInt8>) -> Bool {
        SHA256Digest(of: presented) == digest
    }
}
