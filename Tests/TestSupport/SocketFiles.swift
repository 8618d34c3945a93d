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

    /// All of a file that is open as `number`, from where its reader stands.
    package static func contents(of number: Int32) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, unsafe read(number, buffer.baseAddress, buffer.count))
        }
    }

    /// Sends this thread a signal.
    package static func raise(_ signal: Int32) { _ = Glibc.raise(signal) }

    /// This process's number.
    package static var processID: Int32 { getpid() }
}

/// Waits until `condition` holds.
///
/// - Returns: False when it does not in time.
package func eventually(within patience: Duration = .seconds(10), _ condition: () throws -> Bool) rethrows
    -> Bool
{
    let start = ContinuousClock.now
    while try !condition() {
        if ContinuousClock.now - start > patience { return false }
        usleep(1000)
    }
    return true
}

/// What systemd's end of `NOTIFY_SOCKET` is.
package final class DatagramListener: Sendable {
    private let number: Int32

    /// Listens at a path, or at `@` and an abstract name; `nil` when that fails.
    package init?(_ name: String) {
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var local = sockaddr_un()
        local.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8) + [0]
        unsafe withUnsafeMutableBytes(of: &local.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let status = unsafe withUnsafePointer(to: local) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(2 + bytes.count))
            }
        }
        if status != 0 { return nil }
    }

    deinit { close(number) }

    /// The next message that has come.
    package func receive() -> String {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = max(0, unsafe recv(number, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
