internal import CCurl

extension CurlError {
    /// Judges how a transfer ended that libcurl gave up.
    ///
    /// - Parameters:
    ///   - code: What `curl_multi_info_read(3)` reported; not `CURLE_OK`.
    ///   - detail: The handle's error buffer, possibly empty. Parts of it may be chosen by the server.
    ///   - limits: The limits the transfer ran under.
    ///   - schemes: The schemes the transfer was allowed.
    init(code: CURLcode, detail: String, limits: TransferLimits, schemes: [String]) {
        // libcurl quotes a proxy's URL in some messages, password and all.
        let isPresentable = !detail.isEmpty && !detail.contains("@")
        let words = isPresentable ? detail : CurlLibrary.describe(code)
        // How long it took differs each time, and would make the same failure look like news.
        let detail = Self.printable(words.replacing(/\ after [0-9]+ ms/, with: ""))
        switch code {
        case CURLE_OPERATION_TIMEDOUT: self = .deadlineExceeded(limits.deadline)
        case CURLE_COULDNT_RESOLVE_HOST: self = .nameNotFound(detail)
        case CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR: self = .cannotConnect(detail)
        case CURLE_UNSUPPORTED_PROTOCOL: self = .schemeRefused(accepted: schemes)
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: self = .malformedURL(detail)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING: self = .truncated(detail)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_BAD_CONTENT_ENCODING:
            self = .responseMalformed(detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: self = .certificateRefused(detail)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: self = .localFileUnusable(detail)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED: self = .tlsFailed(detail)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxyFailed(detail)
        default: self = .other(detail)
        }
    }

    /// Cuts `text` to one line of at most 200 visible ASCII characters.
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200).map { (" "..."~").contains($0) ? Character($0) : "?" })
    }
}
