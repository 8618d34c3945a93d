internal import COpenSSL

/// What is encrypted and authenticated together: the parts of a JWE as the cipher takes them.
package struct SealedContent {
    /// The vector: any bytes of any length, as the others are; the sender's.
    package var initializationVector: [UInt8]

    /// What is encrypted.
    package var ciphertext: [UInt8]

    /// What authenticates the rest.
    package var tag: [UInt8]

    /// What is authenticated beside the ciphertext.
    package var additionalData: [UInt8]

    package init(
        initializationVector: [UInt8], ciphertext: [UInt8], tag: [UInt8], additionalData: [UInt8]
    ) {
        self.initializationVector = initializationVector
        self.ciphertext = ciphertext
        self.tag = tag
        self.additionalData = additionalData
    }
}

extension ContentCipher {
    /// Opens what was sealed with this cipher.
    ///
    /// - Parameters:
    ///   - sealed: The parts. Chosen by the token: any bytes of any length.
    ///   - key: The key; one of another length opens nothing.
    /// - Returns: The plaintext, or `nil` when it is not authentic, whatever is wrong with it.
    /// - Throws: `OpenSSLError` when the check itself could not be made.
    package func open(
        _ sealed: SealedContent, with key: SecretBytes
    ) throws(OpenSSLError) -> SecretBytes? {
        guard key.count == keyLength, sealed.tag.count == tagLength,
            sealed.initializationVector.count == initializationVectorLength
        else { return nil }
        guard let hash else { return try decrypt(sealed, key: key.bytes) }
        // RFC 7518 section 5.2.2.2: the first half of the key authenticates, the second encrypts.
        let half = keyLength / 2
        guard try isAuthentic(sealed, key: key.bytes.extracting(first: half), hash: hash) else { return nil }
        return try decrypt(sealed, key: key.bytes.extracting(last: half))
    }

    /// Compares the tag with HMAC over additional data, vector, ciphertext and the former's length in bits.
    private func isAuthentic(
        _ sealed: SealedContent, key: Span<UInt8>, hash: HashFunction
    ) throws(OpenSSLError) -> Bool {
        ERR_clear_error()
        let bits = UInt64(sealed.additionalData.count) * 8
        let length = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
        let message = sealed.additionalData + sealed.initializationVector + sealed.ciphertext + length
        var computed = [UInt8](repeating: 0, count: hash.digestLength)
        var count = 0
        let result = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_Q_mac(
                nil, "HMAC", nil, hash.rawValue, nil, key.baseAddress, key.count, message, message.count,
                &computed, computed.count, &count)
        }
        guard unsafe result != nil, count == hash.digestLength else {
            throw OpenSSLError(calling: "EVP_Q_mac")
        }
        return unsafe CRYPTO_memcmp(computed, sealed.tag, tagLength) == 0
    }

    private func decrypt(
        _ sealed: SealedContent, key: Span<UInt8>
    ) throws(OpenSSLError) -> SecretBytes? {
        let decryption = try CipherContext(
            cipherName, key: key, initializationVector: sealed.initializationVector)
        if hash == nil { try decryption.authenticate(sealed.additionalData, tag: sealed.tag) }
        return decryption.plaintext(of: sealed.ciphertext)
    }
}
