/// Why a document could not be fetched, in words an operator can act on.
///
/// No case carries the URL (its owner knows it), a proxy's password, a header or a byte of a body. Texts that come
/// from libcurl are capped and reduced to visible ASCII, since a server chooses parts of them.
package enum CurlError: Error, Equatable {
    /// The body is larger than allowed; reading stopped at the limit.
    case bodyTooLarge(limit: Int)
    /// No connection came about: refused, unreachable, reset.
    case cannotConnect(String)
    /// The server's certificate is not trusted, expired, or for another host.
    case certificateRefused(String)
    /// The whole transfer, name resolution and redirects included, took longer than allowed.
    case deadlineExceeded(Duration)
    /// The response's header lines are larger than allowed.
    case headersTooLarge(limit: Int)
    /// A call into libcurl failed that should not.
    case libraryFailed(function: String, reason: String)
    /// A file of ours (CA bundle, client certificate, client key) cannot be used.
    case localFileUnusable(String)
    /// The URL cannot be used, or holds a user name.
    case malformedURL(String)
    /// The host has no address.
    case nameNotFound(String)
    /// Something else, as libcurl words it.
    case other(String)
    /// The proxy could not be reached or refused.
    case proxyFailed(String)
    /// The server redirects to another scheme, host or port.
    case redirectRefused(to: String)
    /// The server redirects more often than allowed.
    case redirectsExceeded(limit: Int)
    /// What came is not HTTP.
    case responseMalformed(String)
    /// The URL's scheme is not one of those allowed.
    case schemeRefused(accepted: [String])
    /// The TLS handshake failed for another reason than the certificate.
    case tlsFailed(String)
    /// The transfer was given up because its owner stopped.
    case transferStopped
    /// The connection ended before the response did.
    case truncated(String)
}

extension CurlError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bodyTooLarge(let limit): "the document is larger than \(limit) bytes"
        case .cannotConnect(let detail): "cannot connect: \(detail)"
        case .certificateRefused(let detail): "the server's certificate is refused: \(detail)"
        case .deadlineExceeded(let deadline): "no complete answer within \(deadline)"
        case .headersTooLarge(let limit): "the response's headers are larger than \(limit) bytes"
        case .libraryFailed(let function, let reason): "\(function) failed: \(reason)"
        case .localFileUnusable(let detail): "a certificate or key file cannot be used: \(detail)"
        case .malformedURL(let detail): "the URL cannot be used: \(detail)"
        case .nameNotFound(let detail): "the host is not found: \(detail)"
        case .other(let detail): detail
        case .proxyFailed(let detail): "the proxy failed: \(detail)"
        case .redirectRefused(let target):
            "the server redirects to \(target); only the same scheme, host and port are followed"
        case .redirectsExceeded(let limit): "the server redirects more than \(limit) times"
        case .responseMalformed(let detail): "the answer is not HTTP: \(detail)"
        case .schemeRefused(let accepted):
            "the URL's scheme is refused; accepted: \(accepted.joined(separator: ", "))"
        case .tlsFailed(let detail): "TLS failed: \(detail)"
        case .transferStopped: "the transfer was stopped"
        case .truncated(let detail): "the answer is cut short: \(detail)"
        }
    }
}
