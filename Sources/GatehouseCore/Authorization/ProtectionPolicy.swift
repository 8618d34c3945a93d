internal import Bytes
package import Policy
internal import Server

/// A policy of the configuration, ready to decide: what a token must be, where it is, and what is
/// said to the web server.
///
/// Immutable, and a class so that a request copies a pointer and not each part.
package final class ProtectionPolicy: Sendable {
    /// What a policy says instead of Gatehouse's own words when it refuses.
    package struct FailedValidation: Hashable, Sendable {
        /// The status of every refusal that is not a fault of ours; `nil` for RFC 6750's.
        package let status: Int?

        /// The message to the client about every refusal that is not a fault of ours; `nil` for the refusal's own.
        package let message: String?

        package init(status: Int? = nil, message: String? = nil) {
            self.status = status
            self.message = message
        }
    }

    /// What a refusal leads to.
    package enum Mode: String, CaseIterable, Hashable, Sendable {
        /// The request is refused.
        case enforce

        /// The refusal is logged, and the request is let through without a word about the caller.
        case report
    }

    /// What a token must be.
    package let tokens: TokenPolicy

    /// Where the token is.
    package let source: TokenSource

    /// What the backend is told.
    package let claimHeaders: ClaimHeaders

    /// What the client is told.
    package let failedValidation: FailedValidation

    /// What a refusal leads to.
    package let mode: Mode

    /// How long an answer may be repeated without being made anew, in seconds; 0 for never.
    package let cacheSeconds: Int64

    /// How long nginx's own cache may repeat a permission, in seconds; 0, the default, for never.
    package let webServerCacheSeconds: Int64

    /// Its place among the configuration's policies, from 0, by which its decisions are counted.
    let position: Int

    /// What a caller must know to see how a request of theirs is decided; `nil`, the default, when nobody may.
    package let debugSecret: DebugSecret?

    /// The request parameter that the token is in, made once.
    let tokenParameter: ParameterName

    /// How the header usually begins that the token is in; `nil` when the policy requires no scheme.
    private let usualBeginning: [UInt8]?

    /// What begins the cache keys of requests in each role, made once.
    let authorizerKeyPrefix: [UInt8]
    let responderKeyPrefix: [UInt8]

    package init(
        tokens: TokenPolicy, source: TokenSource, claimHeaders: ClaimHeaders,
        failedValidation: FailedValidation, mode: Mode, cacheSeconds: Int64 = 0,
        webServerCacheSeconds: Int64 = 0, position: Int = 0, debugSecret: DebugSecret? = nil
    ) {
        self.tokens = tokens
        self.source = source
        self.claimHeaders = claimHeaders
        self.failedValidation = failedValidation
        self.mode = mode
        self.cacheSeconds = cacheSeconds
        self.webServerCacheSeconds = webServerCacheSeconds
        self.position = position
        self.debugSecret = debugSecret
        self.tokenParameter = source.parameter
        self.usualBeginning =
            if case .header(_, let scheme?) = source { Array("\(scheme) ".utf8) } else { nil }
        self.authorizerKeyPrefix = Array("authorizer \(tokens.name)".utf8)
        self.responderKeyPrefix = Array("responder \(tokens.name)".utf8)
    }

    /// What stands behind the scheme in a header that is written in the usual way: the scheme as the policy has
    /// it, one space, and no white space at either end of the rest.
    ///
    /// - Parameter value: The header's value. Chosen by the client.
    /// - Returns: `nil` for anything else, which `source` can still make a token of.
    @_lifetime(copy value)
    func usualToken(in value: Span<UInt8>) -> Span<UInt8>? {
        guard let usualBeginning, value.count > usualBeginning.count,
            value.extracting(..<usualBeginning.count).isSame(as: usualBeginning.span)
        else { return nil }
        let rest = value.extracting(usualBeginning.count...)
        guard rest[0] > UInt8(ascii: " "), rest[rest.count - 1] > UInt8(ascii: " ") else { return nil }
        return rest
    }
}
