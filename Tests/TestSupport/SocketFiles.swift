internal import Glibc

/// A directory for one test's sockets, removed with everything in it.
package final class SocketDirectory: Sendable {
    /// Its path.
    package let path: String

    /// Makes an empty one with a short path: a Unix socket's may have 107 bytes.
    package init() {
        var template = Array("/tmp/gh-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        precondition(made, "no directory in /tmp")
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in SocketFiles.names(in: path) { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }
}

/// What tests need to know of files.
package enum SocketFiles {
    /// The names in a directory.
    package static func names(in path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Permissions and group of `path`, or `nil` when it does not exist.
    package static func status(of path: String) -> (mode: UInt32, group: UInt32)? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return (status.st_mode & 0o7777, status.st_gid)
    }

    /// How many file descriptors this process has open.
    package static func openDescriptorCount() -> Int { names(in: "/proc/self/fd").count }

    /// Makes an ordinary file.
    package static func create(_ path: String) {
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
    }

    /// Makes a second number for a descriptor, for somebody else to own.
    package static func duplicate(_ number: Int32) -> Int32 { dup(number) }

    /// This process's number.
    package static var processID: Int32 { getpid() }
}

/// Waits until `condition` holds.
///
/// - Returns: False when it does not in time.
package func eventually(within patience: Duration = .seconds(10), _ condition: () -> Bool) -> Bool {
    let start = ContinuousClock.now
    while !condition() {
        if ContinuousClock.now - start > patience { return false }
        usleep(1000)
    }
    return true
}
