/// One document to fetch for one issuer.
package struct FetchRequest: Sendable, Equatable {
    /// The kinds of document.
    package enum Document: Sendable, Equatable {
        case discovery
        case keySet
    }

    /// The issuer's index in the store.
    package let issuer: Int

    /// What is fetched.
    package let document: Document

    /// Where it is.
    package let url: String

    /// The entity tag of the copy at hand, for `If-None-Match`.
    package let entityTag: String?

    /// How it is reached.
    package let access: RemoteAccess
}

/// A complete answer to a `FetchRequest`; every part is chosen by the server.
package struct FetchResponse: Sendable, Equatable {
    /// The status code.
    package var status: Int

    /// The body, bounded by whoever fetched it.
    package var body: [UInt8]

    /// The fields that say how long the body is good.
    package var fields: FetchFields

    /// How long the transfer took.
    package var elapsed: Duration

    /// Creates an answer.
    package init(status: Int, body: [UInt8], fields: FetchFields = FetchFields(), elapsed: Duration = .zero) {
        self.status = status
        self.body = body
        self.fields = fields
        self.elapsed = elapsed
    }
}

/// The header fields of a response that matter here, as they came.
package struct FetchFields: Sendable, Equatable {
    /// `Age` (RFC 9111 section 5.1).
    package var age: String?

    /// `Cache-Control` (RFC 9111 section 5.2).
    package var cacheControl: String?

    /// `Date` (RFC 9110 section 6.6.1).
    package var date: String?

    /// `ETag` (RFC 9110 section 8.8.3).
    package var entityTag: String?

    /// `Expires` (RFC 9111 section 5.3).
    package var expires: String?

    /// `Retry-After` (RFC 9110 section 10.2.3).
    package var retryAfter: String?

    /// Creates fields that are all absent.
    package init() {}
}

/// Why no complete answer came.
package struct FetchFailure: Error, Sendable, Equatable {
    /// The reason in words, without secrets.
    package let reason: String

    /// How long the transfer took.
    package let elapsed: Duration

    /// Creates a failure from its words.
    package init(reason: String, elapsed: Duration = .zero) {
        self.reason = reason
        self.elapsed = elapsed
    }
}
