internal import COpenSSL

/// The numbers that make a key, in the form `EVP_PKEY_fromdata(3)` takes them.
///
/// `OSSL_PARAM_BLD` copies strings but only remembers big numbers, so those are kept until the key is made.
@safe
struct KeyParameters: ~Copyable {
    private let builder: OpaquePointer
    private var numbers: [OpaquePointer]

    init() throws(OpenSSLError) {
        unsafe self.numbers = []
        unsafe self.builder = try unsafe check(OSSL_PARAM_BLD_new(), calling: "OSSL_PARAM_BLD_new")
    }

    /// Adds a big-endian unsigned integer.
    mutating func add(number bytes: [UInt8], as name: String) throws(OpenSSLError) {
        let number = try unsafe check(BN_bin2bn(bytes, CInt(bytes.count), nil), calling: "BN_bin2bn")
        unsafe numbers.append(number)
        try check(unsafe OSSL_PARAM_BLD_push_BN(builder, name, number), calling: "OSSL_PARAM_BLD_push_BN")
    }

    /// Adds bytes, such as a point.
    mutating func add(octets bytes: [UInt8], as name: String) throws(OpenSSLError) {
        let status = unsafe OSSL_PARAM_BLD_push_octet_string(builder, name, bytes, bytes.count)
        try check(status, calling: "OSSL_PARAM_BLD_push_octet_string")
    }

    /// Adds a name, such as a curve's.
    mutating func add(text: String, as name: String) throws(OpenSSLError) {
        let status = unsafe OSSL_PARAM_BLD_push_utf8_string(builder, name, text, 0)
        try check(status, calling: "OSSL_PARAM_BLD_push_utf8_string")
    }

    /// Makes the public key; the caller owns it.
    consuming func makePublicKey(ofType type: String) throws(OpenSSLError) -> OpaquePointer {
        let parameters = unsafe OSSL_PARAM_BLD_to_param(builder)
        guard let parameters = unsafe parameters else {
            throw OpenSSLError(calling: "OSSL_PARAM_BLD_to_param")
        }
        defer { unsafe OSSL_PARAM_free(parameters) }
        let context = try unsafe check(
            EVP_PKEY_CTX_new_from_name(nil, type, nil), calling: "EVP_PKEY_CTX_new_from_name")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try check(unsafe EVP_PKEY_fromdata_init(context), calling: "EVP_PKEY_fromdata_init")
        var key: OpaquePointer?
        let status = unsafe EVP_PKEY_fromdata(context, &key, gatehouse_EVP_PKEY_PUBLIC_KEY, parameters)
        try check(status, calling: "EVP_PKEY_fromdata")
        return try unsafe check(key, calling: "EVP_PKEY_fromdata")
    }

    deinit {
        unsafe numbers.forEach { number in unsafe BN_free(number) }
        unsafe OSSL_PARAM_BLD_free(builder)
    }
}
