internal import CLinux

/// One line that the kernel tells in /proc.
enum SmallFile {
    /// The first line of the file at `path`, of at most 255 bytes, or `nil` when it cannot be read.
    static func text(at path: String) -> String? {
        let number = unsafe gatehouse_open_for_reading(path)
        guard number >= 0 else { return nil }
        let file = FileDescriptor(takingOwnershipOf: number)
        return unsafe withUnsafeTemporaryAllocation(byteCount: 255, alignment: 1) { buffer in
            let count = unsafe read(file.number, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return unsafe String(
                decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
    }
}
