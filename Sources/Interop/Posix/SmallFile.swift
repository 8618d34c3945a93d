internal import CLinux

/// What the kernel tells in a file of /proc, whose length nobody knows before it is read.
enum SmallFile {
    /// The first line of the file at `path`, or `nil` when it cannot be read.
    static func text(at path: String) -> String? {
        contents(at: path)?.split(separator: "\n", maxSplits: 1).first.map(String.init)
    }

    /// The whole file at `path`, or `nil` when it cannot be read or is absurdly long.
    static func contents(at path: String) -> String? {
        let number = unsafe gatehouse_open_for_reading(path)
        guard number >= 0 else { return nil }
        let file = FileDescriptor(takingOwnershipOf: number)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < longest {
            let count = unsafe read(file.number, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
        return nil
    }

    private static let longest = 1 << 20
}
