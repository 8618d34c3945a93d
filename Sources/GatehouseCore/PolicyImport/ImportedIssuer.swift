/// Who signs the tokens of a check: an entry of `issuers` to be.
struct ImportedIssuer: Hashable {
    /// A key that the document has or names.
    enum Key: Hashable {
        /// `n` and `e`, base64url.
        case numbers(id: String?, modulus: String, exponent: String)
        /// A file with a public key or a certificate.
        case publicKeyFile(id: String?, String)
        /// A file with the Base64 text of a secret.
        case secretFile(id: String?, String)
    }

    /// A key that opens encrypted tokens.
    struct DecryptionKey: Hashable {
        /// The file, a JWK's.
        let file: String
        /// Whether the operator must replace it by a private key of APIM's.
        let isPlaceholder: Bool
    }

    /// The URLs of metadata documents.
    var metadata: [String] = []
    /// Key sets without metadata: those of all tenants, whose metadata would let every tenant in.
    var keySets: [String] = []
    /// The accepted `iss`, besides the metadata's.
    var identifiers: [String] = []
    var keys: [Key] = []
    var decryptionKeys: [DecryptionKey] = []
    /// Microsoft Entra's `tenant-id`; the other sources are empty then.
    var tenant: String?
    /// Where Entra is, when it is not the global one.
    var authenticationEndpoint: String?

    /// Whether it has a secret.
    var hasSecret: Bool {
        keys.contains { if case .secretFile = $0 { true } else { false } }
    }

    /// Whether it has public keys, at hand or to be fetched.
    var hasPublicKey: Bool {
        !metadata.isEmpty || !keySets.isEmpty || tenant != nil
            || keys.contains { if case .secretFile = $0 { false } else { true } }
    }
}
