/// A complete answer to a `TransferRequest`, whatever its status.
package struct TransferResponse: Sendable, Equatable {
    /// The status code, for example 200 or 304.
    package var status: Int

    /// The body's bytes, at most `TransferLimits.bodyBytes`; chosen by the server.
    package var body: [UInt8]

    /// The `ETag` field.
    package var entityTag: String?

    /// The `Cache-Control` fields, joined by commas (RFC 9110 section 5.3).
    package var cacheControl: String?

    /// The `Expires` field.
    package var expires: String?

    /// The `Age` field.
    package var age: String?

    /// The `Date` field.
    package var date: String?

    /// The `Retry-After` field.
    package var retryAfter: String?
}

/// How a transfer ended and how long it took, redirects and name resolution included.
package struct FinishedTransfer: Sendable {
    /// The answer, or why there is none.
    package let result: Result<TransferResponse, CurlError>

    /// The time from start to end.
    package let elapsed: Duration
}
