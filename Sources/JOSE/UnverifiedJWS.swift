internal import JSON
package import OpenSSL

/// A JWS whose signature nobody has checked: a claim to be a token, made by whoever sent it.
///
/// All that may be read from it is what is needed to find the key that can judge it.
package struct UnverifiedJWS: ~Escapable {
    /// The header, chosen by the token.
    package let header: Header

    private let signingInput: Span<UInt8>
    private let encodedPayload: Span<UInt8>
    private let claims: Claims
    private let reader: TokenReader

    @_lifetime(copy signingInput)
    init(header: Header, signingInput: Span<UInt8>, firstDot: Int, claims: Claims, reader: TokenReader) {
        self.header = header
        self.signingInput = signingInput
        self.encodedPayload = signingInput.extracting((firstDot + 1)...)
        self.claims = claims
        self.reader = reader
    }

    /// The issuer the token says it has, or `nil` when `iss` is missing or no string.
    ///
    /// Good only to choose whose keys judge the token.
    package var unverifiedIssuer: String? { claims.issuer }

    /// The tenant the token says it is of (`tid`), or `nil` when it is missing or no string.
    ///
    /// Good only to choose whose keys judge the token.
    package var unverifiedTenant: String? { claims.tenant }

    /// The claims for `explain`, which shows a person what a token says even when it is refused.
    package var unverifiedClaims: Claims { claims }

    /// Checks the signature with one key.
    ///
    /// - Parameters:
    ///   - key: The key; one that fits the algorithm.
    ///   - algorithm: The algorithm the token names, as one of those that the policy accepts.
    ///   - verifier: The thread's prepared checks.
    /// - Returns: The verified token, or `nil` when the signature is not the key's.
    /// - Throws: `OpenSSLError` when the check itself could not be made.
    @_lifetime(copy self)
    package func verified(
        with key: VerificationKey, algorithm: SignatureAlgorithm, by verifier: SignatureVerifier
    ) throws(OpenSSLError) -> VerifiedJWS? {
        let signature = reader.signature
        let isValid = try verifier.isValid(
            signature.span, of: signingInput, with: key, algorithm: algorithm)
        guard isValid else { return nil }
        return VerifiedJWS(header: header, claims: claims, encodedPayload: encodedPayload)
    }
}

/// A JWS whose signature has been checked.
///
/// Only `UnverifiedJWS.verified` makes one.
package struct VerifiedJWS: ~Escapable {
    /// The header.
    package let header: Header

    /// The claims; they live until the reader takes the next token apart.
    package let claims: Claims

    /// The payload as the token carries it: JSON in base64url.
    package let encodedPayload: Span<UInt8>

    @_lifetime(copy encodedPayload)
    fileprivate init(header: Header, claims: Claims, encodedPayload: Span<UInt8>) {
        self.header = header
        self.claims = claims
        self.encodedPayload = encodedPayload
    }
}
