/// Checks that a policy's algorithms and its issuers' keys can meet.
///
/// An algorithm that no issuer's key serves, and an issuer whose keys serve no algorithm, never let a token in:
/// somebody meant something else.
struct KeyFit {
    private let issuers: [(value: YAMLValue, configuration: IssuerConfiguration)]
    private let algorithms: [(value: YAMLValue, text: String)]?
    private let isComplete: Bool

    /// Prepares the check.
    ///
    /// - Parameters:
    ///   - issuers: The names a policy lists, with their places.
    ///   - configurations: The issuers without problems.
    ///   - algorithms: The policy's algorithms with their places; `nil` for the default ones.
    init(
        issuers: [(value: YAMLValue, text: String)], configurations: [IssuerConfiguration],
        algorithms: [(value: YAMLValue, text: String)]?
    ) {
        self.issuers = issuers.compactMap { value, name in
            configurations.first { $0.name == name }.map { (value, $0) }
        }
        isComplete = self.issuers.count == issuers.count
        self.algorithms = algorithms
    }

    /// Reports what can never match.
    ///
    /// An issuer with problems of its own might serve any algorithm.
    func report() {
        let unserved = (algorithms ?? []).filter { !isServed($0.text) }
        if isComplete, !unserved.isEmpty, !issuers.isEmpty {
            for (value, algorithm) in unserved {
                let isSymmetric = Algorithms.symmetric.contains(algorithm)
                value.refuse(
                    isSymmetric
                        ? "\(quoted(algorithm)) needs a secret, and no issuer of this policy has one in a local file"
                        : "\(quoted(algorithm)) needs a public key, and the issuers of this policy have secrets only",
                    hint: isSymmetric && isFetched
                        ? "a key fetched from the network is never taken for a secret" : nil)
            }
            return
        }
        let names = algorithms?.map(\.text) ?? Algorithms.asymmetric
        for (value, issuer) in issuers where !names.contains(where: issuer.canServe) {
            let needsSymmetric = !issuer.canServe("RS256")
            value.refuse(
                "no algorithm of this policy fits the keys of \(quoted(issuer.name)), which are "
                    + (needsSymmetric ? "secrets" : "public keys"),
                hint: "list \(needsSymmetric ? "HS256" : "RS256") or another that fits in \"algorithms\"")
        }
    }

    private var isFetched: Bool {
        issuers.contains { _, issuer in
            issuer.sources.contains(where: \.isFetched)
        }
    }

    private func isServed(_ algorithm: String) -> Bool {
        issuers.contains { $0.configuration.canServe(algorithm) }
    }
}
