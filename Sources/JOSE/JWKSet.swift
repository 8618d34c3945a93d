package import JSON

/// A set of keys (RFC 7517 section 5), as far as they can verify signatures.
package struct JWKSet: Sendable {
    /// How many keys a set may have.
    package static let keyLimit = 256

    /// How many keys are tried for a token that does not say which one it was signed with.
    package static let trialLimit = 8

    /// The usable keys in the set's order.
    package let keys: [JWK]

    /// What was wrong with the keys that were left out, one line each.
    package let problems: [String]

    private let positions: [String: [Int]]
    private let unnamed: [Int]

    /// Makes a set of keys that are at hand.
    package init(keys: [JWK], problems: [String] = []) {
        self.keys = keys
        self.problems = problems
        var positions: [String: [Int]] = [:]
        var unnamed: [Int] = []
        for (position, key) in keys.enumerated() {
            if let name = key.id ?? key.thumbprint { positions[name, default: []].append(position) }
            if key.id == nil { unnamed.append(position) }
        }
        self.positions = positions
        self.unnamed = unnamed
    }

    /// Reads a key set.
    ///
    /// A key that is of no use is left out and described in `problems`; the others serve.
    ///
    /// - Parameters:
    ///   - json: The document. Chosen by the issuer.
    ///   - origin: Where it comes from.
    /// - Throws: `MalformedKeySet` when the document as a whole is no key set.
    package init(parsing json: [UInt8], origin: JWK.Origin) throws(MalformedKeySet) {
        let root: JSONElement
        do throws(JSONError) {
            root = try JSONParser().parse(json)
        } catch {
            throw .notJSON(error)
        }
        guard let list = root["keys"], list.kind == .array else { throw .noKeys }
        guard Array(list.elements.prefix(Self.keyLimit + 1)).count <= Self.keyLimit else {
            throw .tooManyKeys(limit: Self.keyLimit)
        }
        var keys: [JWK] = []
        var problems: [String] = []
        for (position, element) in list.elements.enumerated() {
            do throws(UnusableKey) {
                if let key = try JWK(element, origin: origin) { keys.append(key) }
            } catch {
                let name = element["kid"]?.string.map { " (\($0.quotedForMessage))" } ?? ""
                problems.append("keys[\(position)]\(name) \(error)")
            }
        }
        self.init(keys: keys, problems: problems)
    }

    /// What a set has to offer for a token.
    package enum Selection {
        /// The keys to try, in order; at least one, at most `trialLimit`.
        case candidates([JWK])

        /// Keys of that name are there, but none that may be used with the algorithm.
        case noneFits

        /// No key has that name: it may be a new one.
        case unknown
    }

    /// The set without the keys that say that they are another cloud's.
    ///
    /// - Parameter cloud: The cloud of Entra ID that the metadata is of; `nil` when it does not say, and nothing is
    ///   left out.
    /// - Returns: The set, and in `problems` what was left out.
    package func limited(toCloud cloud: String?) -> JWKSet {
        guard let cloud else { return self }
        let (own, others) = keys.reduce(into: ([JWK](), [JWK]())) { parts, key in
            if key.cloudInstance ?? cloud == cloud { parts.0.append(key) } else { parts.1.append(key) }
        }
        guard !others.isEmpty else { return self }
        let left = others.map { key in
            "the key \((key.id ?? "without a name").quotedForMessage) is of the cloud "
                + "\((key.cloudInstance ?? "").quotedForMessage), and the metadata of \(cloud.quotedForMessage)"
        }
        return JWKSet(keys: own, problems: problems + left)
    }

    /// The keys of that name, whatever they may be used with.
    package func keys(named keyID: String) -> some Sequence<JWK> {
        (positions[keyID] ?? []).lazy.map { keys[$0] }
    }

    /// Finds the keys that may have signed a token.
    ///
    /// A key with a name only signs tokens that name it or name none. A key without a name has signed the tokens
    /// that give its thumbprint as their `kid`, and may have signed any whose `kid` nothing in the set has.
    ///
    /// - Parameters:
    ///   - keyID: The token's `kid`, or `nil` when it has none.
    ///   - algorithm: The token's algorithm.
    /// - Returns: What the set has to offer.
    package func selection(keyID: String?, algorithm: SignatureAlgorithm) -> Selection {
        guard let keyID else {
            let fitting = keys.lazy.filter { $0.fits(algorithm) }.prefix(Self.trialLimit)
            return fitting.isEmpty ? .noneFits : .candidates(Array(fitting))
        }
        let named = positions[keyID] ?? unnamed
        guard !named.isEmpty else { return .unknown }
        let fitting = named.lazy.map { keys[$0] }.filter { $0.fits(algorithm) }.prefix(Self.trialLimit)
        return fitting.isEmpty ? .noneFits : .candidates(Array(fitting))
    }
}

/// Why a document is no key set.
package enum MalformedKeySet: Error, Hashable, Sendable {
    case noKeys
    case notJSON(JSONError)
    case tooManyKeys(limit: Int)
}

extension MalformedKeySet: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noKeys: "the key set has no array \"keys\""
        case .notJSON(let error): "the key set \(error)"
        case .tooManyKeys(let limit): "the key set has more than \(limit) keys"
        }
    }
}
