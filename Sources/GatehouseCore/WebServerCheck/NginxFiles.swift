internal import FoundationEssentials

/// The files of an nginx configuration.
package struct NginxFiles {
    /// What there is at a path.
    package enum Content {
        case missing
        case text(String)
        case tooLarge
        case unreadable
    }

    /// Reads a file.
    let content: (String) -> Content

    /// The names in a directory; none when it cannot be read.
    let names: (String) -> [String]

    /// Files that somebody else keeps; for tests.
    package init(content: @escaping (String) -> Content, names: @escaping (String) -> [String]) {
        self.content = content
        self.names = names
    }

    /// The files on disk.
    package static var onDisk: NginxFiles {
        NginxFiles { path in
            switch ConfigurationFile.state(of: path) {
            case .missing: return .missing
            case .notAFile, .unreadable: return .unreadable
            case .readable, .readableByEveryone: break
            }
            let size = try? FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path)[.size]
            guard let size = size as? Int, size <= largestFile else { return .tooLarge }
            guard let data = try? Data(contentsOf: URL(filePath: path)) else { return .unreadable }
            return .text(String(decoding: data, as: UTF8.self))
        } names: {
            (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
        }
    }

    /// The files that an `include` means, as nginx orders them.
    ///
    /// - Parameter pattern: A path whose last part may have `*` and `?`.
    /// - Returns: Paths; for a pattern, only those that there are.
    func paths(matching pattern: String) -> [String] {
        let slash = pattern.lastIndex(of: "/")
        let name = slash.map { pattern[pattern.index(after: $0)...] } ?? pattern[...]
        guard name.contains(where: { "*?".contains($0) }) else { return [pattern] }
        let directory = slash.map { String(pattern[...$0]) } ?? ""
        return names(directory.isEmpty ? "." : directory)
            .filter { !$0.hasPrefix(".") && Self.matches(Array($0.utf8), Array(name.utf8)) }
            .sorted().map { directory + $0 }
    }

    /// Whether a name fits a pattern, in time that grows with the product of their lengths at most.
    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (position, index) = (0, 0)
        var retry: (position: Int, index: Int)?
        while position < name.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                retry = (position, index)
                index += 1
            } else if index < pattern.count,
                pattern[index] == name[position] || pattern[index] == UInt8(ascii: "?")
            {
                position += 1
                index += 1
            } else if let last = retry {
                retry = (last.position + 1, last.index)
                (position, index) = (last.position + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The largest file that is read, in bytes.
    private static let largestFile = 1 << 20
}
