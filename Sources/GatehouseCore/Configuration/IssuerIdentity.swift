internal import Keys

/// What an entry of `issuers` says about the `iss` of its tokens, and about the `issuer` of its metadata.
struct IssuerIdentity {
    /// A URL of `openid-config` with its place.
    struct MetadataURL {
        let text: String
        let value: YAMLValue

        /// The issuer whose document is at the URL (OpenID Connect Discovery section 4.1).
        ///
        /// `nil` when the URL does not end as that wants it. A query is the provider's own, as Entra ID's `appid`.
        var issuer: String? {
            let path = text.prefix { $0 != "?" }
            guard path.hasSuffix(discoveryPath) else { return nil }
            return String(path.dropLast(discoveryPath.count))
        }
    }

    /// What `iss` may be, byte by byte, each once.
    private(set) var identifiers: [String] = []

    /// Whether `iss` may be anything.
    private(set) var isAny = false

    /// Whether `iss` may be what the metadata says.
    private(set) var trustsMetadata = false

    /// What the metadata at each URL must say its issuer is.
    private(set) var metadataIssuers: [MetadataIssuer] = []

    /// Reads `issuer`, `issuers` and `issuer-from-metadata`.
    ///
    /// Fails when a problem was reported.
    ///
    /// - Parameters:
    ///   - map: The issuer's entry.
    ///   - metadataURLs: The URLs of `openid-config`, `nil` for each with a problem of its own.
    init?(_ map: YAMLMap, metadataURLs: [MetadataURL?]) {
        let hasMetadata = map["openid-config"] != nil
        let further = map["issuers"]?.lines(
            expected: "a list of issuers", element: "the \"iss\" of its tokens")
        var isGood = map["issuers"] == nil || further != nil
        trustsMetadata = map["issuer-from-metadata"]?.boolean() ?? false
        if trustsMetadata, !hasMetadata {
            map["issuer-from-metadata"]?.refuse("needs \"openid-config\"", hint: "remove it")
            isGood = false
        }
        if let value = map["issuer"] {
            isGood = readIssuer(value, map, metadataURLs: metadataURLs) && isGood
        } else if trustsMetadata {
            metadataIssuers = metadataURLs.map { _ in .any }
        } else if hasMetadata {
            isGood = deriveIssuers(map, metadataURLs: metadataURLs) && isGood
        } else if map["issuers"] == nil {
            map.value.refuse(
                "missing \"issuer\"", hint: "give the \"iss\" that its tokens have, or \"*\" not to check it")
            isGood = false
        }
        for (_, text) in further ?? [] where !identifiers.contains(text) { identifiers.append(text) }
        guard isGood else { return nil }
    }

    private mutating func readIssuer(
        _ value: YAMLValue, _ map: YAMLMap, metadataURLs: [MetadataURL?]
    ) -> Bool {
        guard let text = value.line(expected: "the \"iss\" of its tokens") else { return false }
        if trustsMetadata {
            value.refuse(
                "\"issuer\" and \"issuer-from-metadata\" exclude each other",
                hint: "list what \"iss\" may be beside the metadata's as \"issuers\"")
            return false
        }
        guard text == "*" else {
            if metadataURLs.count > 1 {
                value.refuse(
                    "\"issuer\" is one name, and \"openid-config\" has several documents",
                    hint: "each document's issuer is accepted; list others as \"issuers\"")
                return false
            }
            identifiers = [text]
            metadataIssuers = metadataURLs.map { _ in .exactly(text) }
            return true
        }
        if map["openid-config"] != nil {
            value.refuse(
                "\"*\" cannot be used with \"openid-config\", whose document names its issuer",
                hint: "give the issuer, or the key set's URL as \"jwks\"")
        } else if map["issuers"] != nil {
            value.refuse("\"*\" and \"issuers\" exclude each other", hint: "remove one of them")
        } else {
            isAny = true
        }
        return isAny
    }

    private mutating func deriveIssuers(_ map: YAMLMap, metadataURLs: [MetadataURL?]) -> Bool {
        var isGood = true
        for url in metadataURLs {
            // What is no URL is reported where it is read.
            guard let url else { continue }
            guard let issuer = url.issuer else {
                map.value.refuse(
                    "missing \"issuer\", and \"openid-config\" does not end in \(quoted(discoveryPath))",
                    hint: "give the \"iss\" that its tokens have, or set \"issuer-from-metadata\" to true")
                isGood = false
                continue
            }
            if Self.isOtherThanItsDocument(issuer) {
                url.value.warn(
                    "the document at this URL of Entra ID names another issuer than the URL does",
                    hint: "use \"tenant-id\", or set \"issuer-from-metadata\" to true")
            }
            if !identifiers.contains(issuer) { identifiers.append(issuer) }
            metadataIssuers.append(.exactly(issuer))
        }
        return isGood && metadataIssuers.count == metadataURLs.count
    }

    /// Whether a metadata URL of Entra ID is one whose document has an issuer of another form: version 1, and tenants
    /// by word or domain.
    ///
    /// - Parameter issuer: The issuer that the URL is made of.
    /// - Returns: `false` for every other provider's.
    private static func isOtherThanItsDocument(_ issuer: String) -> Bool {
        let parts = issuer.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 3, entraHosts.contains(parts[2].lowercased()) else { return false }
        let tenant = parts[3]
        return parts.last != "v2.0" || tenant.contains(".")
            || ["common", "consumers", "organizations"].contains(tenant)
    }

    /// The hosts of Entra ID's metadata, in small letters.
    static let entraHosts: Set<String> = [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn",
        "login.windows.net", "sts.windows.net",
    ]
}

private let discoveryPath = "/.well-known/openid-configuration"
