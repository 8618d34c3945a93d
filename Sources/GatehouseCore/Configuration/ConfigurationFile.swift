internal import FoundationEssentials

/// The configuration file on disk.
package enum ConfigurationFile {
    /// Reads and judges a configuration file.
    ///
    /// - Parameter path: The file's path. The operator controls it.
    /// - Returns: The configuration, if there is no error, and every problem; a file that cannot be read is one.
    package static func load(path: String) -> ConfigurationReading {
        let url = URL(filePath: path).resolvingSymlinksInPath()
        switch state(of: path) {
        case .missing: return failure(path, "no such file")
        case .notAFile: return failure(path, "is not a regular file")
        case .unreadable: return failure(path, "cannot be read by this user")
        case .readable, .readableByEveryone: break
        }
        guard let size = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int,
            size <= YAMLDocument.largestFile
        else { return failure(path, "is larger than 1 MiB") }
        guard let data = try? Data(contentsOf: url) else { return failure(path, "cannot be read") }
        guard let yaml = String(validating: data, as: UTF8.self) else { return failure(path, "is not UTF-8") }
        return ConfigurationReader.read(yaml: yaml, file: path, fileState: state)
    }

    /// Says what stands at a path, symbolic links followed.
    ///
    /// - Parameter path: Any path.
    /// - Returns: Its state at this moment.
    package static func state(of path: String) -> FileState {
        let manager = FileManager.default
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? manager.attributesOfItem(atPath: target) else {
            return manager.fileExists(atPath: path) ? .unreadable : .missing
        }
        let type = attributes[.type] as? FileAttributeType
        // A link that is still one after it was resolved leads nowhere.
        guard type != .typeSymbolicLink else { return .missing }
        guard type == .typeRegular else { return .notAFile }
        guard manager.isReadableFile(atPath: target) else { return .unreadable }
        let mode = (attributes[.posixPermissions] as? Int) ?? 0
        return mode & 0o004 == 0 ? .readable : .readableByEveryone
    }

    private static func failure(_ path: String, _ message: String) -> ConfigurationReading {
        ConfigurationReading(configuration: nil, problems: [Problem(file: path, line: nil, message: message)])
    }
}
