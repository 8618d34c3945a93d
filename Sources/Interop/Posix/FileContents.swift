internal import CLinux

/// A whole small file, read at one moment.
package struct FileContents: Sendable {
    /// What tells one state of a file from another, with symbolic links followed (`stat`).
    package struct Identity: Sendable, Hashable {
        /// The file system it is on.
        package let device: UInt64

        /// Its number there.
        package let inode: UInt64

        /// When it last changed, in nanoseconds since 1970.
        package let modified: Int64

        /// Its length in bytes.
        package let size: Int64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            size = Int64(status.st_size)
        }
    }

    /// What the file was like while it was read.
    package let identity: Identity

    /// Its bytes.
    package let bytes: [UInt8]

    /// What the file at `path` is like now.
    ///
    /// - Throws: `PosixError` when there is none, or none that is a regular file (`EINVAL`).
    package static func identity(ofFileAt path: String) throws(PosixError) -> Identity {
        var status = stat()
        try check(unsafe stat(path, &status), calling: "stat")
        guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG) else {
            throw PosixError(calling: "stat", code: EINVAL)
        }
        return Identity(status)
    }

    /// Reads the file at `path`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes it may have; a larger one is refused (`EFBIG`).
    /// - Throws: `PosixError` when it cannot be read, or changed while it was read (`EAGAIN`).
    package init(ofFileAt path: String, limit: Int) throws(PosixError) {
        // A pipe would block, and is refused here.
        _ = try Self.identity(ofFileAt: path)
        let file = FileDescriptor(
            takingOwnershipOf: try check(unsafe gatehouse_open_for_reading(path), calling: "open"))
        let before = try Self.identity(of: file)
        guard before.size <= limit else { throw PosixError(calling: "read", code: EFBIG) }
        let bytes = try Self.read(file, limit: limit)
        guard try Self.identity(of: file) == before, bytes.count == before.size else {
            throw PosixError(calling: "read", code: EAGAIN)
        }
        identity = before
        self.bytes = bytes
    }

    private static func identity(of file: borrowing FileDescriptor) throws(PosixError) -> Identity {
        var status = stat()
        try check(unsafe fstat(file.number, &status), calling: "fstat")
        return Identity(status)
    }

    private static func read(_ file: borrowing FileDescriptor, limit: Int) throws(PosixError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count <= limit {
            let number = file.number
            let count = try check(
                unsafe chunk.withUnsafeMutableBytes { unsafe CLinux.read(number, $0.baseAddress, $0.count) },
                calling: "read")
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
