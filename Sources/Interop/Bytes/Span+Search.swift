internal import CLinux

extension Span<UInt8> {
    /// Whether `byte` is among these (`memchr`, which looks at many at once).
    package func contains(_ byte: UInt8) -> Bool {
        firstIndex(of: byte, from: 0) != nil
    }

    /// The index of the first `byte` at or after `start` (`memchr`).
    ///
    /// - Parameters:
    ///   - byte: The byte to look for.
    ///   - start: Where to begin, from 0 to `count`.
    /// - Returns: The index, or `nil` when there is none.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        precondition(start >= 0 && start <= count, "a search begins within the bytes")
        return unsafe withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = unsafe memchr(base + start, CInt(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// How often `byte` is among these.
    package func count(of byte: UInt8) -> Int {
        unsafe withUnsafeBufferPointer { bytes in
            var count = 0
            for index in 0..<bytes.count { count &+= unsafe bytes[index] == byte ? 1 : 0 }
            return count
        }
    }

    /// Whether these are the same bytes as `other` (`memcmp`).
    package func isSame(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { bytes in
            unsafe other.withUnsafeBufferPointer { others in
                guard let left = bytes.baseAddress, let right = others.baseAddress else { return true }
                return unsafe memcmp(left, right, bytes.count) == 0
            }
        }
    }
}
