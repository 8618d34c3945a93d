/// An issuer's name that may have a place for the tenant, as Entra ID's metadata for many tenants and its keys have it.
///
/// `https://login.microsoftonline.com/{tenantid}/v2.0` is the issuer of any tenant's tokens, once the token's `tid`
/// stands in the braces' place.
package struct IssuerTemplate: Hashable, Sendable {
    /// The text, braces included.
    package let text: String

    /// Takes a text, with a place for the tenant or without.
    ///
    /// - Parameter text: From a discovery document or a key; whoever publishes those controls it.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether a tenant's id has to be put in.
    package var hasPlaceholder: Bool { text.utf8.firstRange(of: Self.placeholder) != nil }

    /// What stands before the place for the tenant; everything when there is none.
    package var beginning: Substring {
        text.utf8.firstRange(of: Self.placeholder).map { text[..<$0.lowerBound] } ?? text[...]
    }

    /// The issuer of one tenant.
    ///
    /// - Parameter tenant: The `tid` of a token, as it is written there: any text.
    /// - Returns: The text itself without a placeholder; `nil` when there is one and `tenant` is no GUID, which could
    ///   put anything in.
    package func issuer(ofTenant tenant: String?) -> String? {
        guard let place = text.utf8.firstRange(of: Self.placeholder) else { return text }
        guard let tenant, GUID(tenant) != nil else { return nil }
        return text[..<place.lowerBound] + tenant + text[place.upperBound...]
    }

    /// Whether one of the parts between slashes is some tenant's id, and none is a place for it.
    package var namesTenant: Bool {
        !hasPlaceholder && text.split(separator: "/").contains { GUID(String($0)) != nil }
    }

    /// Whether one of the parts between slashes is the tenant's id.
    package func names(_ tenant: GUID) -> Bool {
        text.split(separator: "/").contains { GUID(String($0)) == tenant }
    }

    private static let placeholder = "{tenantid}".utf8
}
