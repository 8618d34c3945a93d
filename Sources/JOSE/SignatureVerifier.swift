internal import OpenSSL

/// Checks signatures on one thread, with what each key needs prepared once.
package final class SignatureVerifier {
    private struct Key: Hashable {
        let key: ObjectIdentifier
        let algorithm: SignatureAlgorithm
    }

    private enum Check {
        case authenticationCode(MessageAuthentication)
        case signature(SignatureCheck)
    }

    /// The prepared checks, each with its key, so that the key's identity is not given to another object.
    private var checks: [Key: (key: VerificationKey, check: Check)] = [:]

    /// Makes a verifier with nothing prepared.
    package init() {}

    /// Forgets what is prepared for keys that are gone; called when the key sets have changed.
    package func forgetKeys() {
        checks.removeAll(keepingCapacity: true)
    }

    /// Whether `signature` is the key's over `message`.
    func isValid(
        _ signature: Span<UInt8>, of message: Span<UInt8>, with key: VerificationKey,
        algorithm: SignatureAlgorithm
    ) throws(OpenSSLError) -> Bool {
        guard key.fits(algorithm) else { return false }
        if let length = algorithm.signatureLength, signature.count != length { return false }
        switch try check(for: key, algorithm: algorithm) {
        case .authenticationCode(let check): return try check.isValid(signature, of: message)
        case .signature(let check): return try check.isValid(signature, of: message)
        }
    }

    private func check(
        for key: VerificationKey, algorithm: SignatureAlgorithm
    ) throws(OpenSSLError) -> Check {
        let identity = Key(key: ObjectIdentifier(key), algorithm: algorithm)
        if let prepared = checks[identity] { return prepared.check }
        let check = try makeCheck(for: key, algorithm: algorithm)
        checks[identity] = (key, check)
        return check
    }

    private func makeCheck(
        for key: VerificationKey, algorithm: SignatureAlgorithm
    ) throws(OpenSSLError) -> Check {
        switch (algorithm.method, key.material) {
        case (.signature(let scheme), .publicKey(let publicKey)):
            .signature(try SignatureCheck(key: publicKey, scheme: scheme))
        case (.authenticationCode(let hash), .secret(let secret)):
            .authenticationCode(try MessageAuthentication(secret: secret, hash: hash))
        case (.signature, .secret), (.authenticationCode, .publicKey):
            preconditionFailure("a key that does not fit its algorithm")
        }
    }
}
