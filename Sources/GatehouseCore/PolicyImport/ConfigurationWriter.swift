internal import JOSE

/// Writes the configuration of an import.
struct ConfigurationWriter {
    /// A policy with the name that it has in the configuration.
    struct Entry {
        let name: String
        let draft: PolicyDraft
        /// Where it comes from and when it applies, for a comment.
        let comment: String
    }

    let context: ImportContext
    let entries: [Entry]

    /// The document's name, for the first line.
    let file: String

    /// The whole file.
    func text() -> String {
        var issuers: [(name: String, issuer: ImportedIssuer)] = []
        var names: [ImportedIssuer: String] = [:]
        var policies = ""
        for entry in entries {
            let issuer = entry.draft.check.issuer
            let name: String
            if let known = names[issuer] {
                name = known
            } else {
                name = issuers.isEmpty ? context.name : "\(context.name)-\(issuers.count + 1)"
                issuers.append((name, issuer))
                names[issuer] = name
            }
            policies += policy(entry, issuer: name)
        }
        return "# Made of \(escaped(file)) by gatehouse import-policy.\n"
            + "socket-group: www-data    # the web server's, so that it may connect\n\nissuers:\n"
            + issuers.map { self.issuer($0.issuer, name: $0.name) }.joined()
            + "\npolicies:\n" + policies
    }

    // MARK: Issuers

    private func issuer(_ issuer: ImportedIssuer, name: String) -> String {
        var text = "  \(name):\n"
        if let tenant = issuer.tenant {
            text += "    tenant-id: \(YAMLText.scalar(tenant))\n"
            if let endpoint = issuer.authenticationEndpoint {
                text += "    authentication-endpoint: \(YAMLText.scalar(endpoint))\n"
            }
        }
        if let only = issuer.metadata.first {
            text +=
                "    openid-config:"
                + (issuer.metadata.count == 1
                    ? " \(YAMLText.scalar(only))\n" : YAMLText.list(issuer.metadata, indent: "    "))
            text += "    issuer-from-metadata: true\n"
        }
        for url in issuer.keySets {
            text +=
                "    jwks: \(YAMLText.scalar(url))    # of all tenants; only the issuers below are accepted\n"
        }
        text += identifiers(of: issuer)
        if !issuer.keys.isEmpty {
            text += "    issuer-signing-keys:\n" + issuer.keys.map(key).joined()
        }
        if !issuer.decryptionKeys.isEmpty {
            text += "    decryption-keys:\n"
            for key in issuer.decryptionKeys {
                text +=
                    "      - { jwk-file: \(YAMLText.scalar(key.file)) }"
                    + (key.isPlaceholder ? "    # or pem-file: a private key in PEM\n" : "\n")
            }
        }
        return text
    }

    private func identifiers(of issuer: ImportedIssuer) -> String {
        guard issuer.tenant == nil else { return "" }
        let identifiers = issuer.identifiers
        if !issuer.metadata.isEmpty || identifiers.count > 1 {
            return identifiers.isEmpty ? "" : "    issuers:" + YAMLText.list(identifiers, indent: "    ")
        }
        guard let only = identifiers.first else {
            return "    issuer: \"*\"    # the document does not check it\n"
        }
        return "    issuer: \(YAMLText.scalar(only))\n"
    }

    private func key(_ key: ImportedIssuer.Key) -> String {
        func entry(_ id: String?, _ rest: String) -> String {
            "      - { " + (id.map { "id: \(YAMLText.scalar($0)), " } ?? "") + rest + " }\n"
        }
        switch key {
        case .numbers(let id, let modulus, let exponent):
            return entry(id, "n: \"\(modulus)\", e: \"\(exponent)\"")
        case .publicKeyFile(let id, let file): return entry(id, "pem-file: \(YAMLText.scalar(file))")
        case .secretFile(let id, let file): return entry(id, "base64-secret-file: \(YAMLText.scalar(file))")
        }
    }

    // MARK: Policies

    private func policy(_ entry: Entry, issuer: String) -> String {
        let check = entry.draft.check
        var text = "  \(entry.name):    # \(entry.comment)\n    issuers: [ \(issuer) ]\n"
        if let audiences = check.audiences {
            text += "    audiences:" + YAMLText.list(audiences, indent: "    ")
        }
        if check.issuer.hasSecret {
            let names = (check.issuer.hasPublicKey ? Self.asymmetric : []) + ["HS256", "HS384", "HS512"]
            text += "    algorithms: [ \(names.joined(separator: ", ")) ]\n"
        }
        text += identifiers("client-application-ids", check.clientIDs)
        text += identifiers("backend-application-ids", check.backendIDs)
        text += place(of: check)
        if check.saysSignedTokens { text += "    require-signed-tokens: true\n" }
        if !check.requiresExpirationTime { text += "    require-expiration-time: false\n" }
        if check.clockSkewSeconds > 0 { text += "    clock-skew: \(check.clockSkewSeconds)\n" }
        if let status = check.failureStatus { text += "    failed-validation-httpcode: \(status)\n" }
        if let message = check.failureMessage {
            text += "    failed-validation-error-message: \(YAMLText.scalar(message))\n"
        }
        text += requiredClaims(of: entry.draft)
        if !entry.draft.headers.isEmpty {
            text += "    claim-headers:\n"
            for header in entry.draft.headers {
                text += "      \(YAMLText.scalar(header.name)): \(YAMLText.scalar(Self.path(header.claim)))\n"
            }
        }
        return text
    }

    private func requiredClaims(of draft: PolicyDraft) -> String {
        let own = draft.check.requiredClaims
        let others = draft.requirements.filter { !own.contains($0) }.sorted { claim($0) < claim($1) }
        guard !own.elements.isEmpty || !others.isEmpty else { return "" }
        return "    required-claims:\n" + own.elements.map { claim($0) + "\n" }.joined()
            + others.map { claim($0) + ($0.values.isEmpty ? "    # APIM fails without it\n" : "\n") }.joined()
    }

    private func identifiers(_ name: String, _ identifiers: [String]) -> String {
        guard !identifiers.isEmpty else { return "" }
        return "    \(name):" + YAMLText.list(identifiers, indent: "    ", comments: context.comments)
    }

    private func place(of check: TokenCheck) -> String {
        let place =
            switch check.source {
            case .header(let name):
                name == "Authorization" ? "" : "    header-name: \(YAMLText.scalar(name))\n"
            case .parameter: "    token-parameter-name: GATEHOUSE_TOKEN\n"
            case .query(let name): "    query-parameter-name: \(YAMLText.scalar(name))\n"
            }
        return place + (check.scheme.map { "    require-scheme: \(YAMLText.scalar($0))\n" } ?? "")
    }

    private func claim(_ claim: TokenCheck.RequiredClaim) -> String {
        var parts = ["name: \(YAMLText.scalar(Self.path(claim.name)))"]
        if !claim.values.isEmpty {
            parts.append("match: \(claim.matchesAll ? "all" : "any")")
            if let separator = claim.separator { parts.append("separator: \(YAMLText.scalar(separator))") }
            parts.append("values: [ \(claim.values.map(YAMLText.scalar).joined(separator: ", ")) ]")
        }
        return "      - { \(parts.joined(separator: ", ")) }"
    }

    /// A claim's name as a path of one name: APIM's names have dots in them, and no meaning.
    private static func path(_ name: String) -> String {
        if name.hasPrefix("http://") || name.hasPrefix("https://") { return name }
        return name.replacing("\\", with: "\\\\").replacing(".", with: "\\.")
    }

    /// Beside a secret, the algorithms of public keys have to be named too.
    private static let asymmetric = SignatureAlgorithm.names.filter { name in
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"].contains(name)
    }
}
