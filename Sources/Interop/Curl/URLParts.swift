internal import CCurl

/// One parsed URL (`CURLU *`).
@safe
struct URLParts: ~Copyable {
    private let handle: OpaquePointer

    private init(takingOwnershipOf handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    /// Parses `url` with `curl_url_set(3)`; `nil` when it is not one.
    static func parse(_ url: String) -> URLParts? {
        guard let handle = unsafe curl_url() else { return nil }
        let parts = unsafe URLParts(takingOwnershipOf: handle)
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else { return nil }
        return parts
    }

    /// Copies one part out with `curl_url_get(3)`; the port is the scheme's own when the URL has none.
    func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = part == CURLUPART_PORT ? CUnsignedInt(CURLU_DEFAULT_PORT) : 0
        guard unsafe curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text = unsafe text else {
            return nil
        }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    deinit { unsafe curl_url_cleanup(handle) }
}
