internal import CCurl

/// The libcurl this process runs with.
package enum CurlLibrary {
    /// Names the library and the TLS it stands on, for `gatehouse version`; as `curl_version(3)` words it.
    package static var version: String {
        unsafe String(cString: curl_version())
    }

    /// The outcome of `curl_global_init(3)`, which runs once, before the first handle is made.
    private static let initialization = curl_global_init(CLong(gatehouse_curl_global_default))

    /// Makes sure that the library may be used.
    static func initialize() throws(CurlError) {
        guard initialization == CURLE_OK else {
            throw .libraryFailed(function: "curl_global_init", reason: describe(initialization))
        }
    }

    /// Says what `code` means, as `curl_easy_strerror(3)` words it.
    static func describe(_ code: CURLcode) -> String {
        unsafe String(cString: curl_easy_strerror(code))
    }
}

/// Throws unless `code` is `CURLE_OK`.
func check(_ code: CURLcode, calling function: String) throws(CurlError) {
    guard code == CURLE_OK else {
        throw .libraryFailed(function: function, reason: CurlLibrary.describe(code))
    }
}

/// Throws unless `code` is `CURLM_OK`.
func check(_ code: CURLMcode, calling function: String) throws(CurlError) {
    guard code == CURLM_OK else {
        throw .libraryFailed(function: function, reason: unsafe String(cString: curl_multi_strerror(code)))
    }
}
