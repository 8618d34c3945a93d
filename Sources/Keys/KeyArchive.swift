package import JOSE

/// One issuer's last good documents, to be written to the archive.
package struct ArchiveEntry: Sendable, Equatable {
    /// The issuer's name in the configuration.
    package let issuer: String

    /// What the keys are good for (`IssuerKeyConfiguration.binding`).
    package let binding: String

    /// How long the key set is fresh.
    package let lifetime: Duration

    /// The discovery document, empty when the issuer has none.
    package let discovery: [UInt8]

    /// The key set.
    package let keySet: [UInt8]
}

/// Keys that were archived, checked and read.
struct ArchivedKeys {
    let lifetime: Duration
    let fetchedAt: UnixTime
    let discovery: Discovery?
    let discoveryBytes: [UInt8]
    let set: JWKSet
    let keySetBytes: [UInt8]
}

/// How a last good answer is written down, so that a restart while the issuer is down serves at once.
///
/// A file is a few lines of text, an empty line, and the two documents as they came. The checksum finds damage, not
/// malice: the file lies in a directory that only Gatehouse may write. What is read is judged like a fetched document.
package enum KeyArchive {
    /// The file's name for an issuer: unreserved characters as they are, others in hexadecimal.
    package static func fileName(forIssuer name: String) -> String {
        let safe = name.utf8.map { byte -> String in
            let isPlain =
                Character(UnicodeScalar(byte)).isASCII
                && (Character(UnicodeScalar(byte)).isLetter
                    || Character(UnicodeScalar(byte)).isNumber || byte == 0x2D || byte == 0x5F)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }
        return safe.joined() + ".keys"
    }

    /// The file's bytes for `entry`, confirmed by its issuer at `fetchedAt`.
    package static func encode(_ entry: ArchiveEntry, fetchedAt: UnixTime) -> [UInt8] {
        let header = """
            \(magic)
            binding \(entry.binding)
            fetched \(fetchedAt.seconds)
            lifetime \(entry.lifetime.milliseconds)
            discovery \(entry.discovery.count)
            keys \(entry.keySet.count)

            """
        let rest = Array(header.utf8) + entry.discovery + entry.keySet
        return Array("check \(checksum(rest[...]))\n".utf8) + rest
    }

    /// Reads a file's bytes for the issuer configured as `configuration`.
    static func decode(
        _ bytes: [UInt8], for configuration: IssuerKeyConfiguration
    ) throws(UnusableArchive) -> ArchivedKeys {
        var rest = bytes[...]
        guard let check = line(&rest, "check"), check == checksum(rest) else { throw .damaged }
        guard line(&rest, magic) == "", let binding = line(&rest, "binding"),
            let fetched = line(&rest, "fetched").flatMap({ Int64($0) }),
            let lifetime = line(&rest, "lifetime").flatMap({ Int64($0) }),
            let discoveryCount = line(&rest, "discovery").flatMap({ Int($0) }),
            let keySetCount = line(&rest, "keys").flatMap({ Int($0) }),
            discoveryCount >= 0, keySetCount >= 0, discoveryCount <= rest.count,
            keySetCount == rest.count - discoveryCount
        else { throw .malformed }
        guard binding == configuration.binding else { throw .otherConfiguration }
        let discoveryBytes = Array(rest.prefix(discoveryCount))
        let keySetBytes = Array(rest.suffix(keySetCount))
        return ArchivedKeys(
            lifetime: min(max(.milliseconds(lifetime), .zero), configuration.timing.maximumLifetime),
            fetchedAt: UnixTime(seconds: fetched), discovery: try discovery(discoveryBytes, configuration),
            discoveryBytes: discoveryBytes, set: try keySet(keySetBytes), keySetBytes: keySetBytes)
    }

    private static func discovery(
        _ bytes: [UInt8], _ configuration: IssuerKeyConfiguration
    ) throws(UnusableArchive) -> Discovery? {
        guard case .discovery(_, let issuer) = configuration.source else { return nil }
        do throws(MalformedDiscovery) {
            return try Discovery(
                parsing: bytes, issuer: issuer, allowsHTTP: configuration.access.allowsHTTP)
        } catch {
            throw .documentUnusable("\(error)")
        }
    }

    private static func keySet(_ bytes: [UInt8]) throws(UnusableArchive) -> JWKSet {
        do throws(MalformedKeySet) {
            return try JWKSet(parsing: bytes, origin: .network)
        } catch {
            throw .documentUnusable("\(error)")
        }
    }

    /// Takes one line off the front, when it begins with `name`; returns what follows the name.
    private static func line(_ rest: inout ArraySlice<UInt8>, _ name: String) -> String? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        if text == name { return "" }
        return text.hasPrefix(name + " ") ? String(text.dropFirst(name.count + 1)) : nil
    }

    /// FNV-1a with 64 bits, in hexadecimal.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return String(hash, radix: 16)
    }

    private static let magic = "gatehouse-keys-1"
}

/// Why a file of the archive is ignored.
enum UnusableArchive: Error, Equatable {
    case damaged
    case documentUnusable(String)
    case malformed
    case otherConfiguration
    case tooOld
    case writtenInTheFuture
}

extension UnusableArchive: CustomStringConvertible {
    var description: String {
        switch self {
        case .damaged: "the file is damaged"
        case .documentUnusable(let reason): reason
        case .malformed: "the file is not an archive of keys"
        case .otherConfiguration: "it was written for another configuration of this issuer"
        case .tooOld: "the keys in it are too old"
        case .writtenInTheFuture: "its time is later than this host's"
        }
    }
}
