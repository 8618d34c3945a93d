internal import JOSE
internal import OpenSSL

extension IssuerReading {
    /// Reads `issuer-signing-keys`.
    ///
    /// - Parameter value: The list in the file.
    /// - Returns: The keys, or `nil` when a problem was reported.
    func signingKeys(_ value: YAMLValue) -> [SigningKey]? {
        guard let elements = value.list(expected: "a list of keys") else { return nil }
        var ids: [String] = []
        let keys = elements.map { element -> SigningKey? in
            guard let map = element.map(expected: "a map with \(listed(Self.materials))") else { return nil }
            map.refuseUnknownKeys(.signingKey)
            let id = map["id"].flatMap { $0.line(expected: "a key's \"kid\"") }
            if let id, ids.contains(id) { map["id"]?.refuse("found \(quoted(id)) a second time") }
            ids += id.map { [$0] } ?? []
            return material(map).map { SigningKey(id: id, material: $0) }
        }
        return keys.contains(nil) ? nil : keys.compactMap(\.self)
    }

    private func material(_ map: YAMLMap) -> SigningKey.Material? {
        let present = map.present(among: Self.materials)
        guard let entry = present.first else {
            if let exponent = map["e"] {
                exponent.refuse("has no effect without \"n\"", hint: "remove it")
            } else {
                map.value.refuse("found no key, expected \(listed(Self.materials))")
            }
            return nil
        }
        guard present.count == 1 else {
            present[1].value.refuse(
                "\(quoted(present[1].key)) and \(quoted(entry.key)) exclude each other",
                hint: "write one key for each")
            return nil
        }
        if entry.key != "n" { map["e"]?.refuse("has no effect without \"n\"", hint: "remove it") }
        switch entry.key {
        case "base64-secret-file":
            return files.readableFile(entry.value, isSecret: true).map { .base64SecretFile(path: $0) }
        case "n":
            return numbers(modulus: entry.value, map)
        case "pem-file":
            return files.readableFile(entry.value).map { .pemFile(path: $0) }
        default:
            return files.readableFile(entry.value, isSecret: true).map { .secretFile(path: $0) }
        }
    }

    private func numbers(modulus: YAMLValue, _ map: YAMLMap) -> SigningKey.Material? {
        guard let exponent = map["e"] else {
            modulus.refuse("needs \"e\"", hint: "the exponent is AQAB nearly always")
            return nil
        }
        let numbers = [modulus, exponent].map { value -> [UInt8]? in
            // 4096 bytes are four times the longest modulus that is accepted.
            guard let text = value.line(expected: "a number in base64url", limit: 4096) else { return nil }
            guard let bytes = Base64URL.decode(text), !bytes.isEmpty else {
                value.refuse(
                    "is not base64url", hint: "RFC 7518 section 6.3.1 has the form, which has no \"=\"")
                return nil
            }
            return bytes
        }
        guard let modulusBytes = numbers[0], let exponentBytes = numbers[1] else { return nil }
        do {
            _ = try VerificationKey(PublicKey(rsaModulus: modulusBytes, exponent: exponentBytes))
        } catch {
            modulus.refuse("the key \(error)")
            return nil
        }
        return .numbers(modulus: modulusBytes, exponent: exponentBytes)
    }

    private static let materials = ["pem-file", "n", "secret-file", "base64-secret-file"]
}
