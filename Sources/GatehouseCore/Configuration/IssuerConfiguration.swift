package import Keys
package import Policy

/// Who signs tokens, and where the keys are: an entry of `issuers`.
package struct IssuerConfiguration: Equatable, Sendable {
    /// A source of keys; all keys of an issuer verify all of its tokens.
    package enum KeySource: Equatable, Sendable {
        /// A key set at a URL (`jwks`).
        case keySet(url: String)
        /// A key set in a local file (`jwks-file`), re-read when it changes.
        case keySetFile(path: String)
        /// A discovery document at a URL (`openid-config`, or made of `tenant-id`), which names the key set and must
        /// have the issuer given.
        case openIDConfiguration(url: String, issuer: MetadataIssuer)
        /// Keys of the operator's own (`issuer-signing-keys`), files re-read when they change; at least one.
        case signingKeys([SigningKey])
    }

    /// The entry's name, by which policies refer to it: letters, digits, `.`, `_`, `-`, at most 64.
    package var name: String

    /// What `iss` may be, byte for byte (RFC 7519 section 4.1.1): `issuer` and `issuers`.
    ///
    /// Default of `issuer` for `openid-config`: each URL without `/.well-known/openid-configuration` (OpenID Connect
    /// Discovery section 4.3).
    package var identifiers: [String] = []

    /// Whether `iss` may be anything (`issuer: "*"`).
    package var acceptsAnyIdentifier = false

    /// Whether `iss` may be what the metadata says its issuer is (`issuer-from-metadata`, `tenant-id`).
    package var trustsMetadata = false

    /// The tenants of Entra ID whose tokens are accepted (`tenant-id`, `tenants`); `nil` for any other issuer.
    package var tenants: TenantRule?

    /// Where its keys come from; at least one.
    package var sources: [KeySource]

    /// The keys that open its encrypted tokens (`decryption-keys`), read at the start and on a reload.
    ///
    /// Default: none, and encrypted tokens are refused.
    package var decryptionKeys: [DecryptionKeyFile] = []

    /// How its keys are fetched; without effect, and all defaults, when they are in files.
    package var fetching = KeyFetching()

    /// Creates an issuer whose keys are fetched, if at all, with every default.
    package init(name: String, identifiers: [String] = [], sources: [KeySource]) {
        self.name = name
        self.identifiers = identifiers
        self.sources = sources
    }
}

/// One key of `issuer-signing-keys`.
package struct SigningKey: Equatable, Sendable {
    /// The key, or the file it is in.
    package enum Material: Equatable, Sendable {
        /// A shared secret for HS256, HS384 and HS512 as Base64 text (`base64-secret-file`; RFC 4648 section 4).
        case base64SecretFile(path: String)
        /// An RSA key written out (`n`, `e`; base64url, RFC 7518 section 6.3.1), one that can be used.
        case numbers(modulus: [UInt8], exponent: [UInt8])
        /// A public key or certificate in PEM (`pem-file`).
        case pemFile(path: String)
        /// A shared secret for HS256, HS384 and HS512, byte for byte (`secret-file`).
        case secretFile(path: String)
    }

    /// The `kid` it answers to (`id`); `nil`, the default, when tokens have none.
    package var id: String?

    /// Where it is.
    package var material: Material

    /// Creates a key.
    package init(id: String? = nil, material: Material) {
        self.id = id
        self.material = material
    }
}

/// One key of `decryption-keys`.
package struct DecryptionKeyFile: Equatable, Sendable {
    /// The file a key is in.
    package enum Material: Equatable, Sendable {
        /// A private or secret key as JSON, or a set of them (`jwk-file`).
        case jwkFile(path: String)
        /// An unencrypted private key in PEM (`pem-file`).
        case pemFile(path: String)
    }

    /// The `kid` it answers to (`id`), beside `pem-file` only; `nil`, the default, when tokens have none.
    package var id: String?

    /// Where it is.
    package var material: Material

    /// Creates a key.
    package init(id: String? = nil, material: Material) {
        self.id = id
        self.material = material
    }
}

/// How the keys of an issuer are fetched.
package struct KeyFetching: Equatable, Sendable {
    /// A client's certificate with its key, both PEM files.
    package struct ClientCertificate: Equatable, Sendable {
        /// The certificate's file (`client-certificate`).
        package var certificateFile: String

        /// The private key's file (`client-key`).
        package var keyFile: String

        /// Creates a pair of files.
        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Whether `http:` URLs are allowed (`dangerously-allow-http`): anyone on the path can then forge
    /// tokens.
    ///
    /// Default: `false`.
    package var dangerouslyAllowHTTP = false

    /// The PEM file of the authorities to trust (`ca-file`); `nil`, the default, is the system's.
    package var caFile: String?

    /// What to show to a server that asks for a certificate; `nil`, the default, is nothing.
    package var clientCertificate: ClientCertificate?

    /// The proxy's URL (`proxy`), without credentials; `nil`, the default, is what the environment says.
    package var proxy: String?

    /// How long keys are good when the answer does not say (`key-lifetime`), 5 min to 24 h.
    ///
    /// Default: 1 h.
    package var keyLifetime: Duration = .seconds(3600)

    /// How long old keys are used while no new ones can be fetched (`max-stale`), 1 min to 30 d.
    ///
    /// Default: 24 h.
    package var maxStale: Duration = .seconds(86400)

    /// How long a request waits for keys that are being fetched (`key-wait`), 1 s to 10 s.
    ///
    /// Default: 1 s.
    package var keyWait: Duration = .seconds(1)

    /// How long fetching one document may take (`fetch-timeout`), 1 s to 60 s, redirects included.
    ///
    /// Default: 10 s.
    package var fetchTimeout: Duration = .seconds(10)

    /// Creates the defaults.
    package init() {}
}
