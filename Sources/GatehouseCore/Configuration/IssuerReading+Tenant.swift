internal import JOSE
internal import Keys
internal import Policy

extension IssuerReading {
    /// Reads an issuer that is a tenant of Entra ID, or all of them: APIM's `validate-azure-ad-token`.
    ///
    /// Which version a token has is the API's choice, not the caller's, so that both are accepted, each with its own
    /// metadata.
    ///
    /// - Parameters:
    ///   - name: The entry's key.
    ///   - map: The entry, with `tenant-id`.
    ///   - allowsHTTP: Whether the endpoint may be without TLS.
    /// - Returns: The issuer, or `nil` when a problem was reported.
    func tenant(_ name: String, _ map: YAMLMap, allowsHTTP: Bool) -> IssuerConfiguration? {
        for entry in map.present(among: Self.sources + ["issuer", "issuers", "issuer-from-metadata"]) {
            entry.value.refuse(
                "\(quoted(entry.key)) and \"tenant-id\" exclude each other",
                hint:
                    "\"tenant-id\" says where keys are and what \"iss\" is; write another issuer for the rest"
            )
        }
        let tenant = map["tenant-id"].flatMap(tenantID)
        let allowed = map["tenants"].flatMap { allowedTenants($0, of: tenant) }
        let application = map["application-id"]?.guid(expected: "the GUID of an application")
        let endpoint = map["authentication-endpoint"].flatMap { self.endpoint($0, allowsHTTP: allowsHTTP) }
        let isGood =
            (map["tenants"] == nil || allowed != nil) && (map["application-id"] == nil || application != nil)
            && (map["authentication-endpoint"] == nil || endpoint != nil)
        guard let tenant, isGood else { return nil }
        let base = endpoint ?? Self.worldwide
        let query = application.map { "?appid=\($0.text)" } ?? ""
        let sources = ["", "/v2.0"].map { version in
            IssuerConfiguration.KeySource.openIDConfiguration(
                url: "\(base)/\(tenant.segment)\(version)/.well-known/openid-configuration\(query)",
                issuer: tenant.metadataIssuer)
        }
        var issuer = IssuerConfiguration(name: name, sources: sources)
        issuer.trustsMetadata = true
        issuer.tenants = TenantRule(
            allowed: allowed, refusesConsumers: tenant == .organizations)
        return issuer
    }

    private func tenantID(_ value: YAMLValue) -> TenantID? {
        guard let text = value.line(expected: TenantID.expected, limit: 253) else { return nil }
        if let tenant = TenantID(text) { return tenant }
        value.refuse(
            "found \(quoted(text)), expected \(TenantID.expected)",
            hint: text == "consumers"
                ? "personal accounts alone are the tenant 9188040d-6c67-4c5b-b112-36a304b66dad" : nil)
        return nil
    }

    private func allowedTenants(_ value: YAMLValue, of tenant: TenantID?) -> [GUID]? {
        let list = value.guids(expected: "a list of tenants' GUIDs", element: "the GUID of a tenant")
        switch tenant {
        case .common, .organizations, nil: return list
        case .domain, .guid:
            value.refuse(
                "has no effect unless \"tenant-id\" is \"common\" or \"organizations\"", hint: "remove it")
            return nil
        }
    }

    private func endpoint(_ value: YAMLValue, allowsHTTP: Bool) -> String? {
        let expected = "the URL of Entra ID such as \(Self.worldwide)"
        guard let text = value.url(expected: expected, allowsHTTP: allowsHTTP) else { return nil }
        guard !text.contains("?") else {
            value.refuse("found a query (\"?\"), expected \(expected)")
            return nil
        }
        warnAboutHTTP(text, value)
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static let worldwide = "https://login.microsoftonline.com"
}

/// A tenant of Entra ID as `tenant-id` names it.
private enum TenantID: Equatable {
    case common
    case domain(String)
    case guid(GUID)
    case organizations

    static let expected = "a tenant's GUID or domain, \"common\" or \"organizations\""

    init?(_ text: String) {
        if text == "common" {
            self = .common
        } else if text == "organizations" {
            self = .organizations
        } else if let guid = GUID(text) {
            self = .guid(guid)
        } else if Self.isDomain(text) {
            self = .domain(text.lowercased())
        } else {
            return nil
        }
    }

    /// What stands for the tenant in the URLs of its metadata.
    var segment: String {
        switch self {
        case .common: "common"
        case .domain(let name): name
        case .guid(let guid): guid.text
        case .organizations: "organizations"
        }
    }

    /// What the metadata must say.
    var metadataIssuer: MetadataIssuer {
        switch self {
        case .common, .organizations: .anyTenant
        case .domain: .oneTenant
        case .guid(let guid): .tenant(guid)
        }
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }
}

extension YAMLValue {
    /// A GUID.
    ///
    /// - Parameter expected: What it is, for the message: `"the GUID of a tenant"`.
    /// - Returns: The GUID, or `nil` when a problem was reported.
    func guid(expected: String) -> GUID? {
        guard let text = line(expected: expected, limit: 256) else { return nil }
        guard let guid = GUID(text) else {
            refuse("found \(quoted(text)), expected \(expected)")
            return nil
        }
        return guid
    }

    /// A list of GUIDs, each once.
    ///
    /// - Parameters:
    ///   - expected: What the list holds, for the message.
    ///   - element: What one of them is, for the message.
    /// - Returns: The GUIDs, or `nil` when a problem was reported.
    func guids(expected: String, element: String) -> [GUID]? {
        guard let elements = list(expected: expected) else { return nil }
        var guids: [GUID] = []
        for value in elements {
            guard let guid = value.guid(expected: element) else { continue }
            if guids.contains(guid) {
                value.refuse("found \(quoted(guid.text)) a second time")
            } else {
                guids.append(guid)
            }
        }
        return guids.count == elements.count ? guids : nil
    }
}
