internal import CLinux

/// A file that lines are added to at its end, whoever else writes to it or moves it away (`O_APPEND`).
package struct AppendedFile: ~Copyable, Sendable {
    private let file: FileDescriptor

    /// Opens the file at `path`; makes one with mode 0640 when there is none, whatever the umask.
    ///
    /// - Throws: `PosixError` when it can be neither opened nor made, or is neither a regular file nor a character
    ///   device such as /dev/full (`EINVAL`), nor a named pipe that somebody reads (`ENXIO`).
    package init(path: String) throws(PosixError) {
        let created = unsafe gatehouse_open_for_appending(path, 1)
        let file = FileDescriptor(
            takingOwnershipOf: created >= 0
                ? created : try check(unsafe gatehouse_open_for_appending(path, 0), calling: "open"))
        // The mode of one that was there before is the operator's.
        if created >= 0 { try check(fchmod(file.number, 0o640), calling: "fchmod") }
        var status = stat()
        try check(unsafe fstat(file.number, &status), calling: "fstat")
        let type = status.st_mode & mode_t(S_IFMT)
        guard type == mode_t(S_IFREG) || type == mode_t(S_IFCHR) || type == mode_t(S_IFIFO) else {
            throw PosixError(calling: "open", code: EINVAL)
        }
        self.file = file
    }

    /// Adds bytes with one `write`.
    ///
    /// - Returns: How many were added; fewer than given when the disk or the pipe became full.
    /// - Throws: `PosixError` when none was.
    package borrowing func write(_ bytes: ArraySlice<UInt8>) throws(PosixError) -> Int {
        try writeOnce(bytes, to: file.number)
    }
}

extension StandardStream {
    /// Writes what the stream takes with one `write`, which waits as long as its reader lets it.
    ///
    /// - Returns: How many bytes were written.
    /// - Throws: `PosixError` when none was.
    package func writeOnce(_ bytes: ArraySlice<UInt8>) throws(PosixError) -> Int {
        try Posix.writeOnce(bytes, to: rawValue)
    }
}

/// One `write`, tried again when a signal came first.
private func writeOnce(_ bytes: ArraySlice<UInt8>, to number: CInt) throws(PosixError) -> Int {
    while true {
        let count = unsafe bytes.withUnsafeBytes { unsafe CLinux.write(number, $0.baseAddress, $0.count) }
        if count < 0, gatehouse_errno() == EINTR { continue }
        return try check(count, calling: "write")
    }
}
