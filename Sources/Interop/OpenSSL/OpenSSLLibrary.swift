internal import COpenSSL

/// The libcrypto that is loaded.
package enum OpenSSLLibrary {
    /// Its version (`OpenSSL_version(3)`), such as `3.0.19`.
    package static var version: String {
        unsafe String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
    }
}
