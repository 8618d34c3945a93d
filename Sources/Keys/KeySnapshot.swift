package import JOSE

/// The keys of every issuer at one moment; immutable, and shared by whoever copied it out.
package final class KeySnapshot: Sendable {
    /// Differs from that of every other snapshot of the process that holds other keys.
    package let generation: UInt64

    /// The keys by the issuer's index.
    package let issuers: [IssuerKeys]

    /// What the metadata that came with the keys says its issuer is, by the same index; `nil` where there is none.
    package let metadataIssuers: [String?]

    init(generation: UInt64, issuers: [IssuerState]) {
        self.generation = generation
        self.issuers = issuers.map(\.issuerKeys)
        self.metadataIssuers = issuers.map(\.metadataIssuer)
    }
}

/// The keys of one issuer, or why there are none.
package enum IssuerKeys: Sendable {
    /// Keys to check signatures with, fresh or stale within bounds.
    case available(JWKSet)
    /// The first answer has not come yet.
    case pending
    /// There are none, for a reason of ours or the issuer's; never the token's fault.
    case unavailable(reason: String)
}

/// What a request is to do whose key nobody knows.
package enum KeyWait: Sendable, Equatable {
    /// Answer now.
    case giveUp
    /// Wait: a fetch is under way that may bring the key.
    case wait
}
