internal import Foundation
internal import Glibc

/// A directory of one test's own, removed with everything in it when the last reference goes.
package final class TestDirectory: Sendable {
    /// Its path, short enough for a Unix socket's (107 bytes).
    package let path: String

    /// Makes an empty directory that servers which have given up root's rights may enter.
    package init() throws {
        var template = Array("/tmp/gatehouse-test-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw TestFailure("no directory can be made in /tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = unsafe chmod(path, 0o711)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of `name` in it.
    package func path(of name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that everyone can read; it appears as a whole, by a rename.
    package func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(of: name)), options: .atomic)
        _ = unsafe chmod(path(of: name), 0o644)
    }

    /// Makes a folder that everyone may enter, with those above it.
    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(of: name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    /// The text of a file; empty when there is none.
    package func text(of name: String) -> String {
        // Not FileManager's `contents`, which loses its buffer when a file is empty (swift 6.3.1).
        let data = try? FileHandle(forReadingAtPath: path(of: name))?.readToEnd()
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// Why a test cannot go on.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
