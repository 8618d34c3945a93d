internal import CLinux

/// The process's standard input.
package enum StandardInput {
    /// Reads to the end.
    ///
    /// - Parameter limit: How many bytes there may be; what comes after them is left.
    /// - Throws: `PosixError` when it cannot be read.
    /// - Returns: The bytes.
    package static func read(atMost limit: Int) throws(PosixError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < limit {
            let count = unsafe CLinux.read(0, &chunk, min(chunk.count, limit - bytes.count))
            if count < 0, gatehouse_errno() == EINTR { continue }
            guard count >= 0 else { throw PosixError(calling: "read", code: gatehouse_errno()) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
