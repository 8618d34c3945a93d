internal import COpenSSL

/// A private key, backed by one OpenSSL `EVP_PKEY`.
///
/// The daemon decrypts with it (`PrivateKey+Decryption.swift`); only the test issuer and the tests sign
/// (`PrivateKey+Signing.swift`) and make keys (`PrivateKey+Generation.swift`). What may be told of it is in
/// `PublicMembers.swift`.
@safe
package final class PrivateKey {
    private let pkey: OpaquePointer

    /// Takes over one reference to `pkey`, which nobody changes any more.
    init(takingOwnershipOf pkey: OpaquePointer) {
        unsafe self.pkey = unsafe pkey
    }

    /// Reads an unencrypted PEM private key: PKCS#8 (RFC 5958), or one of OpenSSL's older forms.
    ///
    /// - Parameter pem: The text of the operator's file.
    /// - Throws: `OpenSSLError` when the text is no such key, or is encrypted: nobody is asked for a passphrase.
    package convenience init(pem: String) throws(OpenSSLError) {
        ERR_clear_error()
        let bytes = Array(pem.utf8)
        let bio = try unsafe check(
            BIO_new_mem_buf(bytes, CInt(clamping: bytes.count)), calling: "BIO_new_mem_buf")
        defer { unsafe BIO_free(bio) }
        try unsafe self.init(
            takingOwnershipOf: check(
                PEM_read_bio_PrivateKey(bio, nil, gatehouse_no_passphrase, nil),
                calling: "PEM_read_bio_PrivateKey"))
    }

    /// The key as unencrypted PKCS#8 PEM text (`PEM_write_bio_PKCS8PrivateKey`).
    package func pem() throws(OpenSSLError) -> String {
        try unsafe Self.text { bio in unsafe PEM_write_bio_PKCS8PrivateKey(bio, pkey, nil, nil, 0, nil, nil) }
    }

    /// The public half as PEM text (`PEM_write_bio_PUBKEY`).
    package func publicPEM() throws(OpenSSLError) -> String {
        try unsafe Self.text { bio in unsafe PEM_write_bio_PUBKEY(bio, pkey) }
    }

    private static func text(_ write: (OpaquePointer) -> CInt) throws(OpenSSLError) -> String {
        ERR_clear_error()
        let bio = try unsafe check(BIO_new(BIO_s_mem()), calling: "BIO_new")
        defer { unsafe BIO_free(bio) }
        try check(unsafe write(bio), calling: "PEM_write_bio")
        var data: UnsafeMutablePointer<CChar>?
        let count = unsafe gatehouse_BIO_get_mem_data(bio, &data)
        let text = unsafe UnsafeBufferPointer(start: data, count: count)
        return String(decoding: unsafe text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The length of an elliptic-curve key's coordinates in bytes.
    var coordinateLength: Int { (Int(unsafe EVP_PKEY_get_bits(pkey)) + 7) / 8 }

    /// Lends the key to `body`; the pointer must not escape it.
    func withKeyPointer<Result, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(pkey)
    }

    deinit { unsafe EVP_PKEY_free(pkey) }
}

// An EVP_PKEY is immutable once made here and counts its references atomically (openssl-threads(7)).
extension PrivateKey: @unchecked Sendable {}
