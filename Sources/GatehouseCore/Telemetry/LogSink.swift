internal import Posix

/// Where a log's lines go in the end.
enum LogSink: Hashable, Sendable {
    /// A file, which is added to.
    case file(path: String)

    /// Standard error, which systemd hands on to its journal.
    case standardError

    /// What metrics call it.
    var name: String {
        switch self {
        case .file: "file"
        case .standardError: "stderr"
        }
    }

    /// Makes it ready to be written to.
    func open() throws(PosixError) -> OpenLogSink {
        switch self {
        case .file(let path): .file(try AppendedFile(path: path))
        case .standardError: .standardError
        }
    }
}

/// A sink that can be written to.
enum OpenLogSink: ~Copyable, Sendable {
    case file(AppendedFile)
    case standardError

    /// Writes once, and waits as long as the sink lets it.
    ///
    /// - Returns: How many bytes were written.
    borrowing func write(_ bytes: ArraySlice<UInt8>) throws(PosixError) -> Int {
        switch self {
        case .file(let file): try file.write(bytes)
        case .standardError: try StandardStream.error.writeOnce(bytes)
        }
    }
}
