internal import CLinux

extension FileDescriptor {
    /// Makes an empty file that exists in memory only (`memfd_create`).
    ///
    /// - Parameter name: What /proc calls it; need not be the only one of that name.
    /// - Returns: The file, open for reading and writing.
    /// - Throws: When there is no descriptor left.
    package static func makeMemoryFile(name: String) throws(PosixError) -> FileDescriptor {
        let number = try check(unsafe memfd_create(name, UInt32(MFD_CLOEXEC)), calling: "memfd_create")
        return FileDescriptor(takingOwnershipOf: number)
    }

    /// Makes `bytes` the whole file, to be read from its beginning (`pwrite`, `ftruncate`, `lseek`).
    package borrowing func replaceContents(with bytes: [UInt8]) throws(PosixError) {
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe pwrite(number, buffer.baseAddress, buffer.count, 0)
        }
        try check(written, calling: "pwrite")
        guard written == bytes.count else { throw PosixError(calling: "pwrite", code: ENOSPC) }
        try check(ftruncate(number, off_t(bytes.count)), calling: "ftruncate")
        try check(lseek(number, 0, SEEK_SET), calling: "lseek")
    }
}
