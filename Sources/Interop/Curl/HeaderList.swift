internal import CCurl

/// The header lines of one request (`struct curl_slist *`).
@safe
struct HeaderList: ~Copyable {
    private var head: UnsafeMutablePointer<curl_slist>?

    /// Creates an empty list.
    init() {
        unsafe head = nil
    }

    /// Appends one line with `curl_slist_append(3)`, which copies it.
    ///
    /// - Parameter line: `Name: value`, without a line end.
    /// - Throws: `CurlError.libraryFailed` when memory is out.
    mutating func append(_ line: String) throws(CurlError) {
        guard let longer = unsafe curl_slist_append(head, line) else {
            throw .libraryFailed(function: "curl_slist_append", reason: "out of memory")
        }
        unsafe head = longer
    }

    /// Lends the list for one call.
    func withHeadPointer<Result>(_ body: (UnsafeMutablePointer<curl_slist>?) -> Result) -> Result {
        unsafe body(head)
    }

    deinit { unsafe curl_slist_free_all(head) }
}
