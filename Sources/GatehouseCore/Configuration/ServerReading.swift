internal import Posix

/// Reads the settings of the daemon itself, at the top of the file.
struct ServerReading {
    /// The files that settings name.
    let files: FileReferences

    /// Reads them.
    ///
    /// - Parameters:
    ///   - map: The top of the file.
    ///   - configuration: The configuration; its default stays for each setting that a problem was reported for.
    func read(_ map: YAMLMap, into configuration: inout Configuration) {
        if let value = map["listen"] { configuration.listen = listen(value) }
        if let mode = map["socket-mode"].flatMap(socketMode) { configuration.socketMode = mode }
        configuration.socketGroup = map["socket-group"]?.line(expected: "a group's name", limit: 32)
        warnAboutUnusedSocketSettings(map, listen: configuration.listen)
        configuration.stateDirectory = map["state-directory"].flatMap { files.path($0) }
        configuration.workers = map["workers"]?.integer(in: 1...256, of: "a number")
        if let value = map["log-level"]?.choice(of: Configuration.LogLevel.self) {
            configuration.logLevel = value
        }
        if let value = map["log-format"]?.choice(of: Configuration.LogFormat.self) {
            configuration.logFormat = value
        }
        TelemetryReading(files: files).read(map, into: &configuration)
        if let value = map["request-timeout"]?.duration(in: 1...300) { configuration.requestTimeout = value }
        if let value = map["decision-cache-megabytes"]?.integer(in: 0...4096, of: "a number") {
            configuration.decisionCacheBytes = value << 20
        }
        if let value = map["connection-limit"]?.integer(in: 16...65536, of: "a number") {
            configuration.connectionLimit = value
        }
    }

    private func listen(_ value: YAMLValue) -> [ListenPlace] {
        var addresses: [ListenPlace] = []
        for element in value.list(expected: "a list of addresses") ?? [] {
            guard let address = ListenPlace.read(element) else { continue }
            if addresses.contains(address) { element.refuse("the same address a second time") }
            addresses.append(address)
        }
        return addresses
    }

    /// Reads permission bits as `chmod` takes them; with or without quotes, since YAML has its own idea of `0660`.
    private func socketMode(_ value: YAMLValue) -> UInt16? {
        let expected = "permission bits as \"0660\""
        guard let text = value.text(expected: expected) else { return nil }
        guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
            let mode = UInt16(text, radix: 8), mode <= 0o777
        else {
            value.refuse(
                "found \(quoted(text)), expected \(expected)", hint: "three octal digits after the 0")
            return nil
        }
        return mode
    }

    private func warnAboutUnusedSocketSettings(_ map: YAMLMap, listen: [ListenPlace]) {
        let hasUnixSocket = listen.contains { address in
            if case .address(.unix(_)) = address { true } else { false }
        }
        for entry in map.present(among: ["socket-mode", "socket-group"])
        where !listen.isEmpty && !hasUnixSocket {
            entry.value.warn("has no effect: no address in \"listen\" is a unix socket")
        }
    }
}
