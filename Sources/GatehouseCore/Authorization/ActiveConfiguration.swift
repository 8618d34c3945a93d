package import Keys
internal import Synchronization

/// All that decisions depend on beside the request; a reload replaces it as a whole.
package final class ActiveConfiguration: Sendable {
    /// The policies.
    package let policies: PolicyTable

    /// The issuers' keys.
    package let keys: KeyStore

    /// Answers given under this configuration.
    package let cache: DecisionCache

    /// Puts a configuration together, with an empty cache.
    ///
    /// - Parameters:
    ///   - policies: The policies.
    ///   - keys: The issuers' keys.
    ///   - cacheByteLimit: How much memory the cache may take, in bytes; 0 keeps nothing.
    ///   - evictions: Counts what the cache lets go.
    package init(
        policies: PolicyTable, keys: KeyStore, cacheByteLimit: Int = 0,
        evictions: EvictionCount = EvictionCount()
    ) {
        self.policies = policies
        self.keys = keys
        self.cache = DecisionCache(byteLimit: cacheByteLimit, evictions: evictions)
    }
}

/// Where workers find the configuration in force.
package final class ConfigurationInForce: Sendable {
    private let configuration: Mutex<ActiveConfiguration>
    private let replacements = Atomic<UInt64>(0)

    /// Puts the first configuration in force.
    package init(_ configuration: ActiveConfiguration) {
        self.configuration = Mutex(configuration)
    }

    /// How often the configuration has been replaced; read on every request instead of taking a lock.
    package var generation: UInt64 { replacements.load(ordering: .acquiring) }

    /// The configuration in force.
    package var current: ActiveConfiguration { configuration.withLock { $0 } }

    /// Puts another configuration in force, for every request that begins from now on.
    package func replace(with other: ActiveConfiguration) {
        configuration.withLock { $0 = other }
        replacements.add(1, ordering: .acquiringAndReleasing)
    }
}
