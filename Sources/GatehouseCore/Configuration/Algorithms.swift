internal import JOSE
internal import OpenSSL

/// The algorithm names a policy may list, and which keys serve them.
enum Algorithms {
    /// The algorithms of public keys that the OpenSSL in use has.
    static let asymmetric = names(symmetric: false)

    /// The algorithms of shared secrets (RFC 7518 section 3.2).
    static let symmetric = names(symmetric: true)

    private static func names(symmetric: Bool) -> [String] {
        SignatureAlgorithm.names.filter { name in
            guard let algorithm = SignatureAlgorithm.all[name] else { return false }
            return algorithm.isSymmetric == symmetric && algorithm.isOffered
        }
    }

    /// Reads `algorithms`.
    ///
    /// - Parameter value: The list in the file.
    /// - Returns: The good names with their places, or `nil` when it is no list or an empty one.
    static func read(_ value: YAMLValue) -> [(value: YAMLValue, text: String)]? {
        let known = asymmetric + symmetric
        return value.lines(expected: "a list of algorithms", element: "an algorithm")?.filter { value, name in
            if name.lowercased() == "none" {
                value.refuse(
                    "\(quoted(name)) is no signature: an unsigned token is never accepted", hint: "remove it")
            } else if !known.contains(name), SignatureAlgorithm.names.contains(name) {
                value.refuse(
                    "\(quoted(name)) is not in this OpenSSL (\(OpenSSLLibrary.version))",
                    hint: "ML-DSA came with OpenSSL 3.5")
            } else if !known.contains(name) {
                value.refuse(
                    "unknown algorithm \(quoted(name))",
                    hint: Suggestion.hint(for: name, among: known) ?? "known are "
                        + known.joined(separator: " "))
            }
            return known.contains(name)
        }
    }
}

extension IssuerConfiguration.KeySource {
    /// Whether keys from here come over the network.
    var isFetched: Bool {
        switch self {
        case .keySet, .openIDConfiguration: true
        case .keySetFile, .signingKeys: false
        }
    }

    /// Whether a key from here may verify signatures of an algorithm.
    ///
    /// A secret never comes over the network, whatever a key set holds; a local key set may hold anything.
    ///
    /// - Parameter algorithm: One of the names in `Algorithms`.
    /// - Returns: `false` when no key from here ever can.
    func canServe(_ algorithm: String) -> Bool {
        let isSymmetric = Algorithms.symmetric.contains(algorithm)
        switch self {
        case .keySet, .openIDConfiguration:
            return !isSymmetric
        case .keySetFile:
            return true
        case .signingKeys(let keys):
            return keys.contains { key in
                switch key.material {
                case .numbers, .pemFile: !isSymmetric
                case .base64SecretFile, .secretFile: isSymmetric
                }
            }
        }
    }
}

extension IssuerConfiguration {
    /// Whether one of its keys may verify signatures of an algorithm.
    ///
    /// - Parameter algorithm: One of the names in `Algorithms`.
    /// - Returns: `false` when no key ever can.
    func canServe(_ algorithm: String) -> Bool {
        sources.contains { $0.canServe(algorithm) }
    }
}
