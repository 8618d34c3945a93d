internal import CLinux

/// A file that only this user may read, replaced as a whole or not at all.
package enum PrivateFile {
    /// Makes `bytes` the contents of the file at `path`, with mode 0600.
    ///
    /// They are written beside it and flushed to disk before they take its place (`rename`), so that whoever reads
    /// it, after a crash as well, finds the old contents or the new ones. A rest that a crash left is replaced.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(PosixError) {
        let temporary = path + ".new"
        _ = unsafe unlink(temporary)
        let file = FileDescriptor(
            takingOwnershipOf: try check(unsafe gatehouse_create_private_file(temporary), calling: "open"))
        do throws(PosixError) {
            try write(bytes, to: file)
            try check(fsync(file.number), calling: "fsync")
            try check(unsafe rename(temporary, path), calling: "rename")
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try flushDirectory(of: path)
    }

    private static func write(_ bytes: [UInt8], to file: borrowing FileDescriptor) throws(PosixError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let number = file.number
            let count = try check(
                unsafe rest.withUnsafeBytes { unsafe CLinux.write(number, $0.baseAddress, $0.count) },
                calling: "write")
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the new name survive a loss of power.
    private static func flushDirectory(of path: String) throws(PosixError) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = FileDescriptor(
            takingOwnershipOf: try check(unsafe gatehouse_open_for_reading(directory), calling: "open"))
        try check(fsync(file.number), calling: "fsync")
    }
}
