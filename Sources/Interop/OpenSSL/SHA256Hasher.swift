internal import COpenSSL

/// Computes one SHA-256 digest (FIPS 180-4).
///
/// OpenSSL's own functions for this one algorithm are used instead of `EVP_Digest…`, which allocates a context
/// for every message: an answer from the decision cache needs nothing else of OpenSSL.
@safe
package struct SHA256Hasher {
    private var context = SHA256_CTX()

    /// Begins a message.
    package init() {
        unsafe gatehouse_sha256_begin(&context)
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe gatehouse_sha256_update(&context, bytes.baseAddress, bytes.count)
        }
    }

    /// Ends the message.
    ///
    /// - Returns: Its digest.
    package consuming func finish() -> SHA256Digest {
        var digest = SHA256Digest(words: (0, 0, 0, 0))
        unsafe withUnsafeMutableBytes(of: &digest.words) { bytes in
            unsafe gatehouse_sha256_finish(&context, bytes.baseAddress)
        }
        return digest
    }
}
