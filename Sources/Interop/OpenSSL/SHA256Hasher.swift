internal import COpenSSL

/// Computes SHA-256 digests (FIPS 180-4) one after the other, on one thread.
///
/// The algorithm is fetched and its context made once: the one-shot call does both each time.
@safe
package final class SHA256Hasher {
    private let algorithm: OpaquePointer
    private let context: OpaquePointer

    /// Prepares the hasher.
    ///
    /// - Throws: `OpenSSLError` when memory is short.
    package init() throws(OpenSSLError) {
        ERR_clear_error()
        let algorithm = try unsafe check(EVP_MD_fetch(nil, "SHA2-256", nil), calling: "EVP_MD_fetch")
        guard let context = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_MD_free(algorithm)
            throw OpenSSLError(calling: "EVP_MD_CTX_new")
        }
        unsafe self.algorithm = unsafe algorithm
        unsafe self.context = unsafe context
    }

    /// Begins a new message (`EVP_DigestInit_ex2`).
    package func begin() throws(OpenSSLError) {
        try check(unsafe EVP_DigestInit_ex2(context, algorithm, nil), calling: "EVP_DigestInit_ex2")
    }

    /// Adds bytes to the message (`EVP_DigestUpdate`).
    package func update(_ bytes: Span<UInt8>) throws(OpenSSLError) {
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
        try check(status, calling: "EVP_DigestUpdate")
    }

    /// Ends the message (`EVP_DigestFinal_ex`).
    ///
    /// - Throws: `OpenSSLError` when it was never begun.
    /// - Returns: Its digest.
    package func finish() throws(OpenSSLError) -> SHA256Digest {
        var digest = SHA256Digest(words: (0, 0, 0, 0))
        let status = unsafe withUnsafeMutableBytes(of: &digest.words) { bytes in
            unsafe EVP_DigestFinal_ex(
                context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        try check(status, calling: "EVP_DigestFinal_ex")
        return digest
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_MD_free(algorithm)
    }
}

/// A SHA-256 digest, as four words in memory order.
package struct SHA256Digest: Sendable {
    /// The digest's bytes, eight to a word.
    package var words: (UInt64, UInt64, UInt64, UInt64)

    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }
}

extension SHA256Digest: Hashable {
    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.words == right.words
    }

    /// One word is as random as all of them.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
