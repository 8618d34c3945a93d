internal import JOSE
internal import JSON

/// A key set from the network or a file, and keys to decrypt with.
enum KeySetTarget {
    static func run(_ bytes: [UInt8]) {
        let published = try? JWKSet(parsing: bytes, origin: .network)
        let own = try? JWKSet(parsing: bytes, origin: .localFile)
        precondition((published?.keys.count ?? 0) <= (own?.keys.count ?? 0), "the network gave a secret")
        for algorithm in SignatureAlgorithm.names.compactMap({ SignatureAlgorithm.all[$0] }) {
            _ = own?.selection(keyID: nil, algorithm: algorithm)
            _ = own?.selection(keyID: "k", algorithm: algorithm)
        }
        guard let parser = try? JSONParser(), let root = try? parser.parse(bytes) else { return }
        for element in (root["keys"] ?? root).elements.prefix(8) { _ = try? DecryptionKey(element) }
        _ = root.jsonText
    }
}
