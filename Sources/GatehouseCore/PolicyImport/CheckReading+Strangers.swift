extension CheckReading {
    /// Notes what does not belong into the check.
    ///
    /// A word that is unknown may be a condition: of a later API Management, or of an element around it that was not
    /// closed. Without it the check would let more tokens in.
    ///
    /// - Returns: Whether the check can be read without anything that is unknown.
    func hasOnlyKnownParts() -> Bool {
        let strangers = strangers(in: element)
        guard strangers > 0 else { return true }
        context.note(
            element.line,
            "\(shown) has something unknown in it, which may be a condition: it is not carried over",
            hint: "remove what is unknown if it asks for nothing, and import again")
        return false
    }

    /// Notes what is unknown in an element, and counts it.
    ///
    /// Recursive: the scanner bounds the depth.
    private func strangers(in element: PolicyElement) -> Int {
        let known = Self.parts[element.name] ?? Part()
        var count = 0
        for attribute in element.attributes
        where !known.attributes.contains(attribute.name) && !attribute.name.hasPrefix("xmlns") {
            context.note(
                attribute.line, "\(quoted(attribute.name)) of \(quoted("<\(element.name)>")) is unknown")
            // Without it a key is a key like any other.
            count += element.name == "key" ? 0 : 1
        }
        for child in element.elements {
            if known.children.contains(child.name) {
                count += strangers(in: child)
            } else {
                context.note(
                    child.line, "\(quoted("<\(child.name)>")) in \(quoted("<\(element.name)>")) is unknown")
                count += 1
            }
        }
        // In the others, text is the value.
        guard !known.children.isEmpty else { return count }
        for (text, line) in element.texts {
            context.note(
                line, "text in \(quoted("<\(element.name)>")) is ignored",
                hint: Placeholder.hint(forText: text))
        }
        return count
    }

    /// What may be in an element.
    private struct Part {
        var attributes: Set<String> = []
        var children: Set<String> = []
    }

    private static let parts: [String: Part] = [
        "audiences": Part(children: ["audience"]),
        "backend-application-ids": Part(children: ["application-id"]),
        "claim": Part(attributes: ["match", "name", "separator"], children: ["value"]),
        "client-application-ids": Part(children: ["application-id"]),
        "decryption-keys": Part(children: ["key"]),
        "issuer-signing-keys": Part(children: ["key"]),
        "issuers": Part(children: ["issuer"]),
        "key": Part(attributes: ["certificate-id", "e", "id", "n"]),
        "openid-config": Part(attributes: ["url"]),
        "required-claims": Part(children: ["claim"]),
        "validate-azure-ad-token": Part(
            attributes: [
                "authentication-endpoint", "failed-validation-error-message", "failed-validation-httpcode",
                "header-name", "id", "output-token-variable-name", "query-parameter-name", "tenant-id",
                "token-value",
            ],
            children: [
                "audiences", "backend-application-ids", "client-application-ids", "decryption-keys",
                "required-claims",
            ]),
        "validate-jwt": Part(
            attributes: [
                "clock-skew", "failed-validation-error-message", "failed-validation-httpcode", "header-name",
                "id", "output-token-variable-name", "query-parameter-name", "require-expiration-time",
                "require-scheme", "require-signed-tokens", "token-value",
            ],
            children: [
                "audiences", "decryption-keys", "issuer-signing-keys", "issuers", "openid-config",
                "required-claims",
            ]),
    ]
}
