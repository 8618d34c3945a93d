/// What stands at the path of a file that the configuration names.
package enum FileState: Sendable {
    /// Nothing.
    case missing
    /// Something that is no regular file: a directory, a socket, a device.
    case notAFile
    /// A file that this process can read.
    case readable
    /// A file that this process can read, as can every user of the machine.
    case readableByEveryone
    /// A file that this process cannot read.
    case unreadable
}

/// The files a configuration names, as its directory and the disk have them.
struct FileReferences {
    /// The directory of the configuration file, with a `/` at its end; empty for the current one.
    let directory: String

    /// Asks for the state of a path.
    ///
    /// A parameter, so that tests need no disk.
    let state: (String) -> FileState

    /// Creates the references of one configuration file.
    ///
    /// - Parameters:
    ///   - file: The configuration file's path.
    ///   - state: Asks for the state of a path.
    init(of file: String, state: @escaping (String) -> FileState) {
        directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        self.state = state
    }

    /// The path of a value, relative to the configuration file.
    ///
    /// - Parameter value: The text in the file.
    /// - Returns: The path, or `nil` when a problem was reported.
    func path(_ value: YAMLValue) -> String? {
        value.line(expected: "a path").map(resolved)
    }

    /// The path of a file that exists and can be read.
    ///
    /// - Parameters:
    ///   - value: The text in the file.
    ///   - isSecret: Whether nobody else may read it. Its name is then not printed, since a secret is easily
    ///     put in the place of the name of its file.
    /// - Returns: The path, or `nil` when a problem was reported.
    func readableFile(_ value: YAMLValue, isSecret: Bool = false) -> String? {
        guard let path = path(value) else { return nil }
        let name = isSecret ? "the file" : quoted(path)
        switch state(path) {
        case .missing:
            value.refuse("found no file at \(isSecret ? "this path" : quoted(path))", hint: Self.relativity)
            return nil
        case .notAFile:
            value.refuse("\(name) is not a regular file")
            return nil
        case .unreadable:
            value.refuse("\(name) cannot be read by this user")
            return nil
        case .readableByEveryone where isSecret:
            value.warn("the file can be read by every user", hint: "take that right away: chmod o-r")
        case .readable, .readableByEveryone:
            break
        }
        return path
    }

    private func resolved(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory + path
    }

    private static let relativity = "a path is relative to the configuration file"
}
