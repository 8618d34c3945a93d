internal import JOSE
internal import Keys
internal import OpenSSL

/// How one issuer's keys are doing at one moment, on the clock that people read.
struct IssuerReport: Sendable {
    /// A key as it is shown: nothing but its name and kind.
    struct Key: Hashable, Sendable {
        /// Its `kid`, chosen by the issuer; `nil` when it has none.
        let id: String?

        /// Its `alg`, chosen by the issuer; `nil` when it does not say.
        let algorithm: String?

        /// What kind of key it is, with its size or curve.
        let type: String
    }

    /// The issuer's name in the configuration.
    let name: String

    /// The keys in use; `nil` when none are available.
    let keys: [Key]?

    /// How long ago the keys in use were confirmed by their source; `nil` when they never were.
    let age: Duration?

    /// In how long the next fetch or read is due, not below zero; `nil` when none is, or one is under way.
    let nextDue: Duration?

    /// Why the last fetch or read failed; `nil` when it succeeded.
    let error: String?

    /// How transfers ended, since the start.
    let counts: FetchCounts

    /// Reports on an issuer.
    ///
    /// - Parameters:
    ///   - status: Its state.
    ///   - keys: Its keys, of about the same moment.
    ///   - now: That moment.
    init(_ status: IssuerStatus, keys: IssuerKeys?, now: MonotonicTime) {
        name = status.name
        age = status.lastSuccess.map { max(.zero, now - $0) }
        nextDue = status.nextDue.map { max(.zero, $0 - now) }
        error = status.lastError
        counts = status.counts
        if case .available(let set)? = keys {
            self.keys = set.keys.map { Key(id: $0.id, algorithm: $0.algorithmName, type: $0.key.typeName) }
        } else {
            self.keys = nil
        }
    }
}

extension VerificationKey {
    /// The kind of key for people, such as `RSA 2048`.
    fileprivate var typeName: String {
        switch material {
        case .secret(let secret): "secret of \(secret.count * 8) bits"
        case .publicKey(let key):
            switch key.kind {
            case .rsa: "RSA \(key.bitCount)"
            case .elliptic(let curve): "EC \(curve.rawValue)"
            case .octets(let curve): curve.rawValue
            case .moduleLattice(let set): set.rawValue
            }
        }
    }
}
