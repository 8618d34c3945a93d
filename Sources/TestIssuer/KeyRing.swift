internal import OpenSSL
internal import TestTokens

/// The issuer's keys: those it signs with, those it publishes, and those it has dropped.
///
/// One key for each algorithm, named after it and the generation: `rs256-1`. A dropped key can still sign
/// when it is asked for by name, as a stolen one could.
struct KeyRing {
    private var generation = 0
    private var known: [SigningKey] = []
    private var publishedIdentifiers: Set<String> = []

    init() throws(OpenSSLError) {
        try rotate(keepingOld: false)
    }

    /// What the JWKS has; newest last.
    var published: [SigningKey] {
        known.filter { publishedIdentifiers.contains($0.identifier) }
    }

    /// Makes new keys, which sign from now on.
    ///
    /// - Parameter keepingOld: Whether the set keeps the keys it has, as a careful issuer's does.
    /// - Throws: `OpenSSLError` when a key cannot be made.
    mutating func rotate(keepingOld: Bool) throws(OpenSSLError) {
        generation += 1
        if !keepingOld { publishedIdentifiers = [] }
        // The six RSA algorithms share a key pair: making one is slow.
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        for algorithm in SigningAlgorithm.allCases {
            let kind = algorithm.keyKind()
            let key =
                switch kind {
                case .rsa: rsa
                case .ec, .octets: try PrivateKey.generate(kind)
                }
            let identifier = "\(algorithm.rawValue.lowercased())-\(generation)"
            known.append(SigningKey(algorithm, identifier: identifier, key: key))
            publishedIdentifiers.insert(identifier)
        }
    }

    /// The key of that name, dropped or not.
    func key(named identifier: String) -> SigningKey? {
        known.last { $0.identifier == identifier }
    }

    /// The newest key for `algorithm`.
    func key(for algorithm: SigningAlgorithm) -> SigningKey? {
        known.last { $0.algorithm == algorithm }
    }
}
