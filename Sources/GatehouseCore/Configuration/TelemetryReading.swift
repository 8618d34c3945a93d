/// Reads the settings of the audit log, at the top of the file.
struct TelemetryReading {
    /// The files that settings name.
    let files: FileReferences

    /// Reads them.
    ///
    /// - Parameters:
    ///   - map: The top of the file.
    ///   - configuration: The configuration; its default stays for each setting that a problem was reported for.
    func read(_ map: YAMLMap, into configuration: inout Configuration) {
        configuration.auditLog = map["audit-log"].flatMap(auditLog)
        guard let value = map["audit-sample-allows"] else { return }
        if let share = value.share() { configuration.auditSampleAllows = share }
        if map["audit-log"] == nil { value.warn("has no effect: there is no \"audit-log\"") }
    }

    private func auditLog(_ value: YAMLValue) -> Configuration.AuditLog? {
        guard let text = value.line(expected: Self.expected) else { return nil }
        guard text != "stderr" else { return .standardError }
        guard let path = files.path(value) else { return nil }
        guard !path.hasSuffix("/"), files.state(path) != .notAFile else {
            value.refuse(
                "\(quoted(path)) is not a regular file, expected \(Self.expected)",
                hint: "for the system's journal, write stderr")
            return nil
        }
        if let end = path.lastIndex(of: "/"), end > path.startIndex {
            let directory = String(path[..<end])
            if files.state(directory) == .missing {
                value.warn(
                    "found no directory \(quoted(directory))",
                    hint: "the file is made when it is missing, its directory is not")
            }
        }
        return .file(path: path)
    }

    private static let expected = "stderr or the path of a file"
}
