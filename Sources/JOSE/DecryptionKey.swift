package import JSON
package import OpenSSL

/// A key that opens encrypted tokens: the private half of a pair, or a secret that both sides share.
package struct DecryptionKey: Sendable {
    private enum Material: Sendable {
        case privateKey(PrivateKey, PublicKey.Kind)
        case secret(SecretBytes)
    }

    /// The `kid` it answers to; `nil` when tokens may not name it.
    package let id: String?

    private let algorithmName: String?
    private let thumbprint: String?
    private let material: Material

    /// Takes a private key, if some algorithm can use it.
    ///
    /// - Parameters:
    ///   - id: Its name, if the operator gave it one.
    ///   - key: The key.
    /// - Throws: `UnusableKey` when no algorithm uses such a key, or it is too weak.
    package init(id: String?, key: PrivateKey) throws(UnusableKey) {
        try self.init(id: id, algorithmName: nil, material: Self.material(of: key))
    }

    /// Reads a private or secret key as JSON writes it (RFC 7518 section 6, RFC 8037 section 2).
    ///
    /// - Parameter object: The key's JSON, from a file of the operator's.
    /// - Throws: `UnusableKey` when it opens nothing.
    package init(_ object: JSONElement) throws(UnusableKey) {
        guard let type = object["kty"]?.string else { throw .memberMissing("kty") }
        if let use = try object.keyText("use"), use != "enc" { throw .memberMalformed("use") }
        let material: Material
        if type == "oct" {
            var secret = try object.keyBytes("k")
            material = .secret(SecretBytes(wiping: &secret))
        } else {
            material = try Self.material(of: PrivateKey.read(object, type: type))
        }
        try self.init(
            id: object.keyText("kid"), algorithmName: object.keyText("alg"), material: material)
    }

    private init(id: String?, algorithmName: String?, material: Material) {
        self.id = id
        self.algorithmName = algorithmName
        self.material = material
        thumbprint =
            if case .privateKey(let key, _) = material { try? key.publicMembers().thumbprint } else { nil }
    }

    private static func material(of key: PrivateKey) throws(UnusableKey) -> Material {
        guard let kind = key.publicKind else { throw .keyTypeNotSupported("that it has") }
        switch kind {
        case .elliptic(.secp256k1), .moduleLattice:
            throw .keyTypeNotSupported("of a key to sign with")
        case .octets(let curve):
            guard !curve.isForSigning else { throw .keyTypeNotSupported("of a key to sign with") }
        case .elliptic:
            break
        case .rsa:
            guard VerificationKey.modulusBits.contains(key.bitCount) else {
                throw .modulusLength(bits: key.bitCount, accepted: VerificationKey.modulusBits)
            }
        }
        return .privateKey(key, kind)
    }

    // MARK: Choosing

    /// How many keys are tried for one token.
    private static let trialLimit = 8

    /// The keys to try for a token: those it names, else those without a name, in order.
    static func candidates(for token: EncryptedToken, among keys: [DecryptionKey]) -> [DecryptionKey] {
        let named = token.keyID.map { id in keys.filter { $0.id == id || $0.thumbprint == id } } ?? keys
        let eligible = named.isEmpty ? keys.filter { $0.id == nil } : named
        return Array(eligible.lazy.filter { $0.fits(token) }.prefix(trialLimit))
    }

    private func fits(_ token: EncryptedToken) -> Bool {
        if let algorithmName, algorithmName != token.algorithm.name {
            // A key for direct use is marked with the cipher (RFC 7520 section 5.6.1).
            guard token.algorithm.method == .direct, algorithmName == token.cipher.rawValue else {
                return false
            }
        }
        switch (token.algorithm.method, material) {
        case (.agreement, .privateKey(_, let kind)):
            return kind == token.agreement?.senderKey.kind
        case (.transport, .privateKey(_, let kind)):
            return kind == .rsa
        case (.direct, .secret(let secret)):
            return secret.count == token.cipher.keyLength
        case (.gcmWrap(let length), .secret(let secret)), (.keyWrap(let length), .secret(let secret)):
            return secret.count == length
        case (.agreement, .secret), (.transport, .secret), (.direct, .privateKey), (.gcmWrap, .privateKey),
            (.keyWrap, .privateKey):
            return false
        }
    }

    // MARK: Opening

    /// The plaintext of a token, or `nil` when this is not the key or anything else is wrong.
    ///
    /// A content encryption key that cannot be had is replaced by a random one, so that the same work is done
    /// and the same answer given whichever step failed (RFC 7516 section 11.5).
    func plaintext(of token: EncryptedToken) throws(OpenSSLError) -> SecretBytes? {
        let length = token.cipher.keyLength
        let substitute = try SecretBytes(randomCount: length)
        var key = try contentKey(of: token) ?? substitute
        if key.count != length { key = substitute }
        return try token.cipher.open(token.content, with: key)
    }

    private func contentKey(of token: EncryptedToken) throws(OpenSSLError) -> SecretBytes? {
        switch (token.algorithm.method, material) {
        case (.agreement(let wrappingKeyLength), .privateKey(let key, _)):
            guard let agreement = token.agreement,
                let secret = try key.sharedSecret(with: agreement.senderKey)
            else { return nil }
            let derivation = KeyDerivation(
                algorithm: wrappingKeyLength == nil ? token.cipher.rawValue : token.algorithm.name,
                senderInfo: agreement.senderInfo, recipientInfo: agreement.recipientInfo)
            let derived = try derivation.key(
                from: secret, length: wrappingKeyLength ?? token.cipher.keyLength)
            guard wrappingKeyLength != nil else { return token.encryptedKey.isEmpty ? derived : nil }
            return try KeyUnwrapping.unwrap(token.encryptedKey, with: derived)
        case (.transport(let hash), .privateKey(let key, _)):
            return try key.decryptOAEP(token.encryptedKey, hash: hash)
        case (.direct, .secret(let secret)):
            return token.encryptedKey.isEmpty ? secret : nil
        case (.keyWrap, .secret(let secret)):
            return try KeyUnwrapping.unwrap(token.encryptedKey, with: secret)
        case (.gcmWrap(let length), .secret(let secret)):
            let cipher = ContentCipher.gcm(keyLength: length)
            return try token.wrappedKey.flatMap { (sealed) throws(OpenSSLError) in
                try cipher?.open(sealed, with: secret)
            }
        case (.agreement, .secret), (.transport, .secret), (.direct, .privateKey), (.gcmWrap, .privateKey),
            (.keyWrap, .privateKey):
            return nil
        }
    }
}

extension ContentCipher {
    /// The GCM cipher with a key of so many bytes.
    fileprivate static func gcm(keyLength: Int) -> ContentCipher? {
        [.a128GCM, .a192GCM, .a256GCM].first { $0.keyLength == keyLength }
    }
}
