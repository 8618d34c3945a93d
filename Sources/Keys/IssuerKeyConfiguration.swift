/// What the operator says about one issuer's keys.
package struct IssuerKeyConfiguration: Sendable {
    /// The issuer's name in the configuration, for messages.
    package let name: String

    /// Where its keys come from.
    package let source: KeySource

    /// How its documents are reached.
    package let access: RemoteAccess

    /// How long its keys are used.
    package let timing: KeyTiming

    /// Creates the configuration of one issuer.
    package init(
        name: String, source: KeySource, access: RemoteAccess = RemoteAccess(),
        timing: KeyTiming = KeyTiming()
    ) {
        self.name = name
        self.source = source
        self.access = access
        self.timing = timing
    }

    /// A text that is equal for two configurations only if keys fetched under one are good under the other.
    ///
    /// `nil` for keys that are not fetched. How the documents are reached is part of it, since a key set that came
    /// over a connection this configuration would not trust must not be taken over.
    package var binding: String? {
        let source: String
        switch self.source {
        case .discovery(let url, let issuer): source = "discovery \(url) \(issuer.binding)"
        case .files, .fixed: return nil
        case .keySet(let url): source = "keys \(url)"
        }
        return "\(source) http \(access.allowsHTTP) ca \(access.caFile ?? "")"
    }
}

/// How an issuer's documents are reached.
package struct RemoteAccess: Sendable, Equatable {
    /// Whether `http` is allowed; `dangerously-allow-http` in the configuration.
    package var allowsHTTP = false

    /// A PEM file of the only authorities to trust; `nil` for the system's.
    package var caFile: String?

    /// A PEM file of the certificate to present.
    package var clientCertificateFile: String?

    /// A PEM file of that certificate's key, when it is not in the same file.
    package var clientKeyFile: String?

    /// The proxy's URL, `""` for none, `nil` for the environment's.
    package var proxy: String?

    /// How long fetching one document may take, redirects included.
    package var timeout: Duration = .seconds(10)

    /// Creates the usual access: `https`, the system's authorities and proxies.
    package init() {}
}

/// How long an issuer's keys are used, and how long a request waits for them.
package struct KeyTiming: Sendable, Equatable {
    /// How long a key set is fresh when its response does not say.
    package var lifetime: Duration = .seconds(3600)

    /// The least freshness, whatever the response says.
    package var minimumLifetime: Duration = .seconds(300)

    /// The most freshness, whatever the response says.
    package var maximumLifetime: Duration = .seconds(86_400)

    /// How long keys that could not be refreshed are used after they stopped being fresh.
    package var maximumStaleness: Duration = .seconds(86_400)

    /// How long a request may wait for a fetch.
    package var keyWait: Duration = .seconds(1)

    /// Creates the defaults.
    package init() {}
}
