internal import JOSE

extension CheckReading {
    /// The keys of each `issuer-signing-keys`; those that cannot be used are noted.
    func signingKeys(in lists: [PolicyElement]) -> [ImportedIssuer.Key] {
        var keys = OrderedSet<ImportedIssuer.Key>()
        var identifiers: Set<String> = []
        for child in lists.flatMap(\.elements) where child.name == "key" {
            var identifier = attributeText(child, "id")
            if let known = identifier, !identifiers.insert(known).inserted {
                context.note(
                    child.line, "the \"id\" \(quoted(known)) is there a second time: this key gets none")
                identifier = nil
            }
            if let key = signingKey(child, id: identifier) { keys.append(key) }
        }
        return keys.elements
    }

    private func signingKey(_ element: PolicyElement, id: String?) -> ImportedIssuer.Key? {
        if let certificate = attributeText(element, "certificate-id") {
            return .publicKeyFile(
                id: id,
                context.addFile(suffix: ".pem", .certificate(quoted(certificate)), line: element.line))
        }
        if element["n"] != nil || element["e"] != nil { return numbers(of: element, id: id) }
        guard let secret = secret(in: element) else { return nil }
        return .secretFile(id: id, context.addFile(suffix: ".base64", secret, line: element.line))
    }

    private func numbers(of element: PolicyElement, id: String?) -> ImportedIssuer.Key? {
        guard let modulus = number(element, "n"), let exponent = number(element, "e"),
            (256...1024).contains(modulus.count), modulus[0] != 0
        else {
            context.note(
                element.line,
                "\"n\" and \"e\" of \"<key>\" are no RSA key from 2048 to 8192 bits in base64url: "
                    + "what it signs is refused here")
            return nil
        }
        return .numbers(id: id, modulus: Base64URL.encode(modulus), exponent: Base64URL.encode(exponent))
    }

    private func number(_ element: PolicyElement, _ name: String) -> [UInt8]? {
        guard let bytes = attributeText(element, name).flatMap(Base64Text.decode), !bytes.isEmpty else {
            return nil
        }
        return Array(bytes.drop { $0 == 0 })
    }

    /// The secret between the tags of a key, or where it is.
    private func secret(in element: PolicyElement) -> ImportedFile.Content? {
        let raw = element.texts.first?.text ?? ""
        if let unknown = unknownValue(raw, line: element.line) { return .unknownSecret(unknown) }
        let text = context.filled(raw, line: element.line)
        guard element.texts.count == 1, let bytes = Base64Text.decode(text), (32...4096).contains(bytes.count)
        else {
            context.note(
                element.line,
                "\"<key>\" is no secret of 32 bytes or more in Base64: what it signs is refused here",
                hint: "HS256 needs a secret as long as its hash (RFC 7518 section 3.2)")
            return nil
        }
        return .secret(Base64URL.encodeStandard(bytes))
    }

    /// What a value is called that the document does not have: a named value, Terraform's or an expression.
    private func unknownValue(_ raw: String, line: Int) -> String? {
        if raw.hasPrefix("@(") || raw.hasPrefix("@{") { return "the expression on line \(line)" }
        guard let brace = raw.firstIndex(of: "{"), let placeholder = Placeholder(in: raw[...], at: brace),
            placeholder.range == raw.startIndex..<raw.endIndex
        else { return nil }
        switch placeholder.kind {
        case .namedValue:
            return namedValue(placeholder.name) == nil ? "{{\(placeholder.word)}}" : nil
        case .terraform: return "Terraform's \(quoted(placeholder.word))"
        }
    }

    private func namedValue(_ name: String) -> String? { context.namedValues[name] }

    /// The keys of `decryption-keys`.
    func decryptionKeys(in list: PolicyElement) -> [ImportedIssuer.DecryptionKey] {
        return list.elements.filter { $0.name == "key" }.compactMap { element in
            let line = element.line
            if let certificate = attributeText(element, "certificate-id") {
                let file = context.addFile(
                    suffix: ".jwk.json", .decryptionKey(quoted(certificate)), line: line)
                return ImportedIssuer.DecryptionKey(file: file, isPlaceholder: true)
            }
            let raw = element.texts.first?.text ?? ""
            if let unknown = unknownValue(raw, line: line) {
                let file = context.addFile(suffix: ".jwk.json", .decryptionKey(unknown), line: line)
                return ImportedIssuer.DecryptionKey(file: file, isPlaceholder: true)
            }
            guard element["n"] == nil, case .text(let text) = content(of: element),
                let bytes = Base64Text.decode(text), [16, 24, 32, 48, 64].contains(bytes.count)
            else {
                context.note(
                    line,
                    "\"<key>\" of \"<decryption-keys>\" has nothing to decrypt with: what is encrypted for it "
                        + "is refused here")
                return nil
            }
            let file = context.addFile(suffix: ".jwk.json", .decryptionSecret(bytes), line: line)
            return ImportedIssuer.DecryptionKey(file: file, isPlaceholder: false)
        }
    }

    private func attributeText(_ element: PolicyElement, _ name: String) -> String? {
        guard let attribute = element[name],
            case .text(let text) = context.value(attribute.value, line: attribute.line)
        else { return nil }
        return text
    }
}
