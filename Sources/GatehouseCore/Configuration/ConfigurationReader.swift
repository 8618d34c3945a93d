/// What became of reading a configuration file.
package struct ConfigurationReading: Equatable, Sendable {
    /// The configuration; `nil` exactly when `problems` has an error.
    package let configuration: Configuration?

    /// Everything that is wrong or doubtful, in the order of the file.
    package let problems: [Problem]
}

/// Reads a configuration, and finds everything that is wrong with it in one go.
package enum ConfigurationReader {
    /// Reads the text of a configuration file.
    ///
    /// Nothing is opened: the files that the text names are only asked for by `fileState`.
    ///
    /// - Parameters:
    ///   - yaml: The text. The operator controls it; whatever it is, the answer is a configuration or a problem.
    ///   - file: The file's path, for problems and as the start of relative paths.
    ///   - fileState: Says what stands at a path.
    /// - Returns: The configuration, if there is no error, and every problem.
    package static func read(
        yaml: String, file: String, fileState: @escaping (String) -> FileState
    ) -> ConfigurationReading {
        let breaks = yaml.count(where: \.isNewline)
        let lineCount = yaml.last?.isNewline == false ? breaks + 1 : breaks
        let problems = ProblemCollector(file: file, lineCount: lineCount)
        let files = FileReferences(of: file, state: fileState)
        var configuration: Configuration?
        if let document = YAMLDocument.parse(yaml, problems: problems),
            let map = YAMLValue(document, problems: problems).map(
                expected: "a map with \"issuers\" and \"policies\"")
        {
            configuration = read(map, files: files)
        }
        return ConfigurationReading(
            configuration: problems.hasErrors ? nil : configuration, problems: problems.sorted)
    }

    private static func read(_ map: YAMLMap, files: FileReferences) -> Configuration {
        map.refuseUnknownKeys(.top)
        let issuerEntries = entries(of: "issuers", in: map)
        let issuerReading = IssuerReading(files: files)
        let issuers = issuerEntries.compactMap { issuerReading.issuer(named: $0.key, $0.value) }
        let policyReading = PolicyReading(
            issuerNames: issuerEntries.map(\.key), issuers: issuers, files: files)
        let policyEntries = entries(of: "policies", in: map)
        let policies = policyEntries.compactMap { policyReading.policy(named: $0.key, $0.value) }
        if policies.count == policyEntries.count { warnAboutUnused(issuerEntries, policies: policies) }
        var configuration = Configuration(issuers: issuers, policies: policies)
        ServerReading(files: files).read(map, into: &configuration)
        return configuration
    }

    /// Warns about issuers that no policy names, unless one names something else and might mean them.
    private static func warnAboutUnused(_ entries: [YAMLMap.Entry], policies: [PolicyConfiguration]) {
        let names = Set(entries.map(\.key))
        let used = Set(policies.flatMap(\.issuers))
        guard !policies.isEmpty, used.isSubset(of: names), policies.allSatisfy({ !$0.issuers.isEmpty }) else {
            return
        }
        for entry in entries where !used.contains(entry.key) {
            entry.value.warn("no policy uses this issuer")
        }
    }

    private static func entries(of key: String, in map: YAMLMap) -> [YAMLMap.Entry] {
        guard let value = map[key] else {
            map.value.refuse("missing \(quoted(key))")
            return []
        }
        guard let entries = value.map(expected: "a map of \(key)")?.entries else { return [] }
        if entries.isEmpty { value.refuse("is empty, expected a map of \(key)") }
        for entry in entries where !isName(entry.key) {
            entry.value.refuse(
                "found the name \(quoted(entry.key)), expected letters, digits, \".\", \"_\" and \"-\", at most 64"
            )
        }
        return entries
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
