internal import JOSE
internal import JSON
internal import Keys
internal import OpenSSL

/// Keys that an operator gives an issuer: public keys and certificates in PEM, shared secrets, RSA keys as numbers.
struct SigningKeyFiles {
    private let keys: [SigningKey]

    init(_ keys: [SigningKey]) {
        self.keys = keys
    }

    /// Where the keys come from: files, or nothing but the configuration itself.
    ///
    /// Numbers that are no key were refused when the configuration was read; should they come here all the same, the
    /// issuer has no keys and says so.
    var source: KeySource {
        let keys = keys
        let files = KeyFiles(paths: keys.compactMap(\.path)) { contents throws(KeyFileError) in
            try Self.set(of: keys, contents: contents)
        }
        guard files.paths.isEmpty, let set = try? files.parse([]) else { return .files(files) }
        return .fixed(set)
    }

    private static func set(of keys: [SigningKey], contents: [[UInt8]]) throws(KeyFileError) -> JWKSet {
        var set: [JWK] = []
        var files = contents.makeIterator()
        for key in keys {
            let bytes = key.path == nil ? [] : files.next() ?? []
            set.append(JWK(id: key.id, key: try verificationKey(key, bytes: bytes)))
        }
        return JWKSet(keys: set)
    }

    private static func verificationKey(
        _ key: SigningKey, bytes: [UInt8]
    ) throws(KeyFileError) -> VerificationKey {
        do throws(UnusableKey) {
            switch key.material {
            case .base64SecretFile: return try VerificationKey(secret: secret(inBase64: bytes))
            case .numbers(let modulus, let exponent):
                return try rsaKey(modulus: modulus, exponent: exponent)
            case .pemFile: return try VerificationKey(publicKey(in: bytes))
            case .secretFile: return try VerificationKey(secret: secret(in: bytes))
            }
        } catch {
            throw KeyFileError(reason: "\((key.path ?? "the key \"n\"").quotedForMessage) \(error)")
        }
    }

    private static func rsaKey(modulus: [UInt8], exponent: [UInt8]) throws(UnusableKey) -> VerificationKey {
        let key: PublicKey
        do throws(OpenSSLError) {
            key = try PublicKey(rsaModulus: modulus, exponent: exponent)
        } catch {
            throw .numbersRefused(error)
        }
        return try VerificationKey(key)
    }

    /// The secret that Base64 text stands for, as an APIM policy has it, with any white space around it.
    private static func secret(inBase64 bytes: [UInt8]) throws(UnusableKey) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let text = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard let secret = Base64URL.decodeStandard(String(decoding: Array(text), as: UTF8.self)) else {
            throw .notBase64
        }
        return secret
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
    /// The file the key is in; `nil` when it is written in the configuration.
    var path: String? {
        switch material {
        case .base64SecretFile(let path), .pemFile(let path), .secretFile(let path): path
        case .numbers: nil
        }
    }
}
