internal import JOSE

/// What a transfer brought, judged without a lock: parsing keys takes a while.
struct FetchedDocument {
    enum Content {
        case discovery(Discovery, bytes: [UInt8])
        case keySet(JWKSet, bytes: [UInt8], entityTag: String?)
        case notModified
        case unusable(FetchProblem)
    }

    let content: Content
    let lifetime: Duration
    let elapsed: Duration

    /// Judges the outcome of `request` for an issuer configured as `configuration`.
    ///
    /// The body is judged as JSON whatever its `Content-Type` says: key sets are served under many.
    init(
        _ result: Result<FetchResponse, FetchFailure>, of request: FetchRequest,
        _ configuration: IssuerKeyConfiguration
    ) {
        switch result {
        case .failure(let failure):
            content = .unusable(FetchProblem(reason: Self.text(failure.reason, request)))
            lifetime = .zero
            elapsed = failure.elapsed
        case .success(let response):
            content = Self.content(response, request, configuration)
            lifetime = Freshness(response.fields).lifetime(configuration.timing)
            elapsed = response.elapsed
        }
    }

    private static func content(
        _ response: FetchResponse, _ request: FetchRequest, _ configuration: IssuerKeyConfiguration
    ) -> Content {
        if response.status == 304, request.entityTag != nil { return .notModified }
        guard response.status == 200 else {
            let pause = Freshness(response.fields).retryAfter(limit: RefreshSchedule.longestRetryAfter)
            return .unusable(
                FetchProblem(
                    reason: text("status \(response.status), and 200 is expected", request),
                    retryAfter: pause,
                    isGone: response.status == 404 || response.status == 410))
        }
        switch request.document {
        case .discovery: return discovery(response.body, request, configuration)
        case .keySet: return keySet(response, request)
        }
    }

    private static func discovery(
        _ body: [UInt8], _ request: FetchRequest, _ configuration: IssuerKeyConfiguration
    ) -> Content {
        guard case .discovery(_, let issuer) = configuration.source else {
            preconditionFailure("a discovery document was fetched for an issuer without discovery")
        }
        do throws(MalformedDiscovery) {
            let allowsHTTP = configuration.access.allowsHTTP
            let discovery = try Discovery(parsing: body, issuer: issuer, allowsHTTP: allowsHTTP)
            return .discovery(discovery, bytes: body)
        } catch {
            return .unusable(FetchProblem(reason: text("\(error)", request)))
        }
    }

    private static func keySet(_ response: FetchResponse, _ request: FetchRequest) -> Content {
        do throws(MalformedKeySet) {
            let set = try JWKSet(parsing: response.body, origin: .network)
            // An issuer that publishes nothing has lost its keys rather than withdrawn them all.
            guard !set.keys.isEmpty else {
                let problems = set.problems.prefix(3).map { ": \($0)" }.joined()
                return .unusable(
                    FetchProblem(reason: text("the key set has no usable key\(problems)", request)))
            }
            let bytes = JWKSet.publicDocument(of: response.body)
            return .keySet(set, bytes: bytes, entityTag: response.fields.entityTag)
        } catch {
            return .unusable(FetchProblem(reason: text("\(error)", request)))
        }
    }

    private static func text(_ reason: String, _ request: FetchRequest) -> String {
        "\(RemoteURL(request.url)?.textForMessage ?? "the URL"): \(reason)"
    }
}

/// Why a transfer brought nothing.
struct FetchProblem {
    /// In words, with the URL.
    var reason: String

    /// How long the server asks to be left alone, bounded.
    var retryAfter: Duration?

    /// Whether the document is no longer at its URL.
    var isGone = false
}
