internal import CCurl

/// Where libcurl writes one handle's last error in words (`CURLOPT_ERRORBUFFER`).
@safe
struct ErrorBuffer: ~Copyable {
    private let bytes: UnsafeMutablePointer<CChar>

    /// Allocates an empty buffer of the size libcurl asks for.
    init() {
        let size = gatehouse_curl_error_size
        unsafe bytes = .allocate(capacity: size)
        unsafe bytes.initialize(repeating: 0, count: size)
    }

    /// The last error, or `""`.
    var text: String { unsafe String(cString: bytes) }

    /// Lends the buffer for one call.
    func withPointer<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
        unsafe body(bytes)
    }

    deinit { unsafe bytes.deallocate() }
}
