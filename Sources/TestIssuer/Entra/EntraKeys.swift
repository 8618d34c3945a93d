internal import OpenSSL
internal import TestTokens

/// The keys of the stand-in for Entra ID.
struct EntraKeys {
    /// Signs for every organization.
    let organizations: SigningKey

    /// Signs for personal accounts.
    let consumers: SigningKey

    /// Signs for one application with claims of its own; published only where the application is asked for.
    let application: SigningKey

    init() throws(OpenSSLError) {
        organizations = try .generate(.rs256, identifier: "entra-organizations-1")
        consumers = try .generate(.rs256, identifier: "entra-consumers-1")
        application = try .generate(.rs256, identifier: "entra-application-1")
    }

    /// The key of that name.
    func key(named identifier: String) -> SigningKey? {
        [organizations, consumers, application].first { $0.identifier == identifier }
    }

    /// The key that signs a tenant's tokens.
    func key(for tenant: EntraTenant) -> SigningKey { tenant == .consumers ? consumers : organizations }
}
