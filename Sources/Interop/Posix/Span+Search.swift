internal import CLinux

extension Span<UInt8> {
    /// Whether `byte` is among these (`memchr`, which looks at many at once).
    package func contains(_ byte: UInt8) -> Bool {
        unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memchr(start, CInt(byte), bytes.count) != nil
        }
    }
}
