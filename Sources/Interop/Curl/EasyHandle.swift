internal import CCurl

/// One `CURL *` easy handle, for one request.
///
/// Its headers and its error buffer live as long as it does: members are destroyed after `deinit` has run.
@safe
struct EasyHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    private let errors = ErrorBuffer()
    private var headers = HeaderList()

    private init(takingOwnershipOf handle: UnsafeMutableRawPointer) {
        unsafe self.handle = unsafe handle
    }

    /// Makes a handle that collects errors in words and never raises signals.
    static func make() throws(CurlError) -> EasyHandle {
        guard let handle = unsafe curl_easy_init() else {
            throw .libraryFailed(function: "curl_easy_init", reason: "out of memory")
        }
        let easy = unsafe EasyHandle(takingOwnershipOf: handle)
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try check(
            unsafe easy.errors.withPointer {
                unsafe gatehouse_curl_setopt_pointer(handle, CURLOPT_ERRORBUFFER, $0)
            },
            calling: "curl_easy_setopt")
        return easy
    }

    /// The handle's last error in words, or `""`.
    var errorText: String { errors.text }

    /// A number that no other living handle has.
    var identity: Int { unsafe Int(bitPattern: handle) }

    /// Sets an option that takes a number.
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(unsafe gatehouse_curl_setopt_long(handle, option, value), calling: "curl_easy_setopt")
    }

    /// Sets an option that takes a text; libcurl copies it.
    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(unsafe gatehouse_curl_setopt_string(handle, option, value), calling: "curl_easy_setopt")
    }

    /// Takes an option back that takes a text and has one by default.
    func clear(_ option: CURLoption) throws(CurlError) {
        try check(unsafe gatehouse_curl_setopt_string(handle, option, nil), calling: "curl_easy_setopt")
    }

    /// Sets the request's header lines.
    mutating func setHeaders(_ lines: [String]) throws(CurlError) {
        for line in lines { try headers.append(line) }
        try check(
            unsafe headers.withHeadPointer {
                unsafe gatehouse_curl_setopt_pointer(handle, CURLOPT_HTTPHEADER, $0)
            },
            calling: "curl_easy_setopt")
    }

    /// Sends the bytes of one kind to `callback`, which gets `context` as its last argument.
    ///
    /// The context is borrowed: it must outlive the handle's use.
    func setReceiver(
        _ callbackOption: CURLoption, _ contextOption: CURLoption, callback: curl_write_callback,
        context: UnsafeMutableRawPointer
    ) throws(CurlError) {
        try check(
            unsafe gatehouse_curl_setopt_callback(handle, callbackOption, callback),
            calling: "curl_easy_setopt")
        try check(
            unsafe gatehouse_curl_setopt_pointer(handle, contextOption, context), calling: "curl_easy_setopt")
    }

    /// The status of the last response, or 0.
    var status: Int {
        var status: CLong = 0
        _ = unsafe gatehouse_curl_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// Where the last response redirects to, made absolute by libcurl, or `nil`.
    var redirectTarget: String? {
        var text: UnsafePointer<CChar>?
        guard unsafe gatehouse_curl_getinfo_string(handle, CURLINFO_REDIRECT_URL, &text) == CURLE_OK,
            let text = unsafe text
        else { return nil }
        return unsafe String(cString: text)
    }

    /// The values of the last response's `name` fields, joined by commas, or `nil` (`curl_easy_header(3)`).
    func header(_ name: String) -> String? {
        var values: [String] = []
        var header: UnsafeMutablePointer<curl_header>?
        // A server that repeats a field without end is stopped by `TransferLimits.headerBytes`.
        while unsafe curl_easy_header(handle, name, values.count, CUnsignedInt(CURLH_HEADER), -1, &header)
            == CURLHE_OK,
            let header = unsafe header
        {
            unsafe values.append(String(cString: header.pointee.value))
        }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Lends the handle for one call.
    func withHandlePointer<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        unsafe body(handle)
    }

    deinit { unsafe curl_easy_cleanup(handle) }
}
