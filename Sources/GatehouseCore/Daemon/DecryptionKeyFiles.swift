internal import JOSE
internal import JSON
internal import Keys
internal import OpenSSL
internal import Posix

/// Keys that open encrypted tokens, in files: private keys in PEM, private and secret keys as JSON.
enum DecryptionKeyFiles {
    /// Reads the keys.
    ///
    /// - Parameter files: The files; the operator controls them.
    /// - Returns: The keys in the files' order.
    /// - Throws: `KeyFileError` when one of them cannot be read or holds anything but keys to decrypt with.
    static func keys(_ files: [DecryptionKeyFile]) throws(KeyFileError) -> [DecryptionKey] {
        var keys: [DecryptionKey] = []
        for file in files {
            let bytes = try contents(of: file.path)
            do throws(UnusableKey) {
                switch file.material {
                case .jwkFile: keys += try Self.keys(inJSON: bytes)
                case .pemFile: keys.append(try key(inPEM: bytes, id: file.id))
                }
            } catch {
                throw KeyFileError(reason: "\(file.path.quotedForMessage) \(error)")
            }
        }
        return keys
    }

    private static func contents(of path: String) throws(KeyFileError) -> [UInt8] {
        do throws(PosixError) {
            return try FileContents(ofFileAt: path, limit: sizeLimit).bytes
        } catch {
            throw KeyFileError(reason: "\(path.quotedForMessage): \(error)")
        }
    }

    private static func key(inPEM bytes: [UInt8], id: String?) throws(UnusableKey) -> DecryptionKey {
        let key: PrivateKey
        do throws(OpenSSLError) {
            key = try PrivateKey(pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .numbersRefused(error)
        }
        return try DecryptionKey(id: id, key: key)
    }

    private static func keys(inJSON bytes: [UInt8]) throws(UnusableKey) -> [DecryptionKey] {
        guard let root = try? JSONParser().parse(bytes) else { throw .memberMissing("kty") }
        guard let list = root["keys"] else { return [try DecryptionKey(root)] }
        var keys: [DecryptionKey] = []
        for element in list.elements { keys.append(try DecryptionKey(element)) }
        guard !keys.isEmpty else { throw .memberMalformed("keys") }
        return keys
    }

    /// As for a document that is fetched.
    private static let sizeLimit = 1 << 20
}

extension DecryptionKeyFile {
    /// The file the key is in.
    fileprivate var path: String {
        switch material {
        case .jwkFile(let path), .pemFile(let path): path
        }
    }
}
