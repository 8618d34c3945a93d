extension IssuerReading {
    /// Reads the keys that open an issuer's encrypted tokens.
    ///
    /// - Parameter value: The list in the file.
    /// - Returns: The keys without problems.
    func readDecryptionKeys(_ value: YAMLValue) -> [DecryptionKeyFile] {
        var ids: [String] = []
        return (value.list(expected: "a list of keys") ?? []).compactMap { element in
            guard let map = element.map(expected: "a map with \"pem-file\" or \"jwk-file\"") else {
                return nil
            }
            map.refuseUnknownKeys(.decryptionKey)
            let id = map["id"].flatMap { $0.line(expected: "a key's \"kid\"") }
            if let id, ids.contains(id) { map["id"]?.refuse("found \(quoted(id)) a second time") }
            ids += id.map { [$0] } ?? []
            return material(map).map { DecryptionKeyFile(id: id, material: $0) }
        }
    }

    private func material(_ map: YAMLMap) -> DecryptionKeyFile.Material? {
        switch (map["pem-file"], map["jwk-file"]) {
        case (nil, nil):
            map.value.refuse("found no key, expected \"pem-file\" or \"jwk-file\"")
            return nil
        case (.some, .some(let jwk)):
            jwk.refuse("\"jwk-file\" and \"pem-file\" exclude each other", hint: "write one key for each")
            return nil
        case (.some(let pem), nil):
            return files.readableFile(pem, isSecret: true).map { .pemFile(path: $0) }
        case (nil, .some(let jwk)):
            map["id"]?.refuse(
                "has no effect on \"jwk-file\", whose keys have their own \"kid\"", hint: "remove it")
            return files.readableFile(jwk, isSecret: true).map { .jwkFile(path: $0) }
        }
    }
}
