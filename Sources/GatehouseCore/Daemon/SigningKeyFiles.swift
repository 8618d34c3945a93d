internal import JOSE
internal import JSON
internal import Keys
internal import OpenSSL

/// Keys that are in files of their own: public keys and certificates in PEM, and shared secrets.
struct SigningKeyFiles {
    private let keys: [SigningKey]

    init(_ keys: [SigningKey]) {
        self.keys = keys
    }

    /// The files, and how they become keys.
    var files: KeyFiles {
        let keys = keys
        return KeyFiles(paths: keys.map(\.path)) { contents throws(KeyFileError) in
            var set: [JWK] = []
            for (key, bytes) in zip(keys, contents) {
                set.append(JWK(id: key.id, key: try Self.verificationKey(key, bytes: bytes)))
            }
            return JWKSet(keys: set)
        }
    }

    private static func verificationKey(
        _ key: SigningKey, bytes: [UInt8]
    ) throws(KeyFileError) -> VerificationKey {
        do throws(UnusableKey) {
            switch key.material {
            case .pemFile: return try VerificationKey(publicKey(in: bytes))
            case .secretFile: return try VerificationKey(secret: secret(in: bytes))
            }
        } catch {
            throw KeyFileError(reason: "\(key.path.quotedForMessage) \(error)")
        }
    }

    private static func publicKey(in pem: [UInt8]) throws(UnusableKey) -> PublicKey {
        let key: PublicKey?
        do throws(OpenSSLError) {
            key = try PublicKey(pem: pem)
        } catch {
            throw .numbersRefused(error)
        }
        guard let key else { throw .keyTypeNotSupported("that it has") }
        return key
    }

    /// The secret is the file's bytes, without the one line feed that editors put at the end.
    private static func secret(in bytes: [UInt8]) -> [UInt8] {
        bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
    }
}

extension SigningKey {
    /// The file the key is in.
    var path: String {
        switch material {
        case .pemFile(let path), .secretFile(let path): path
        }
    }
}
