internal import COpenSSL

/// Bytes that nobody may find in memory once they are of no more use: a secret, or a key made of one.
///
/// They are in one place, which neither grows nor moves, and are wiped (`OPENSSL_cleanse`) when the last reference
/// goes. An array would leave copies behind whenever it is sliced, joined or let go.
@safe
package final class SecretBytes {
    private let memory: UnsafeMutableBufferPointer<UInt8>

    /// How many there are.
    package private(set) var count: Int

    private init(capacity: Int) {
        unsafe memory = .allocate(capacity: capacity)
        unsafe memory.initialize(repeating: 0)
        count = 0
    }

    /// Copies a secret, and wipes it where it was.
    ///
    /// - Parameter bytes: The secret; all zeros afterwards. Copies that others hold stay as they are.
    package convenience init(wiping bytes: inout [UInt8]) {
        self.init(capacity: bytes.count)
        unsafe bytes.withUnsafeMutableBufferPointer { source in
            unsafe _ = memory.update(fromContentsOf: source)
            unsafe OPENSSL_cleanse(source.baseAddress, source.count)
        }
        count = bytes.count
    }

    /// Random bytes, for a key (`RAND_priv_bytes`).
    ///
    /// - Throws: `OpenSSLError` when there is no randomness to be had.
    package convenience init(randomCount: Int) throws(OpenSSLError) {
        self.init(capacity: randomCount)
        ERR_clear_error()
        let status = unsafe RAND_priv_bytes(memory.baseAddress, CInt(clamping: randomCount))
        try check(status, calling: "RAND_priv_bytes")
        count = randomCount
    }

    /// What a C function writes.
    ///
    /// - Parameters:
    ///   - capacity: How many bytes it writes at most.
    ///   - write: Writes them and tells how many they are; `nil` when it fails. The pointer must not escape it.
    /// - Returns: The bytes, or `nil` when `write` fails; what it wrote until then is wiped.
    /// - Throws: What `write` throws.
    static func written<Failure: Error>(
        capacity: Int, by write: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Int?
    ) throws(Failure) -> SecretBytes? {
        let bytes = SecretBytes(capacity: capacity)
        guard let count = try unsafe write(bytes.memory) else { return nil }
        precondition(count <= capacity, "a C function told of more bytes than it had room for")
        bytes.count = count
        return bytes
    }

    /// Lends the bytes.
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let written = unsafe UnsafeBufferPointer(rebasing: memory[..<count])
            return unsafe _overrideLifetime(written.span, borrowing: self)
        }
    }

    deinit {
        unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
        unsafe memory.deallocate()
    }
}

// Nothing changes the bytes once their maker has handed them out.
extension SecretBytes: @unchecked Sendable {}
