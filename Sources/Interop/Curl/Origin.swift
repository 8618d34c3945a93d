internal import CCurl

/// The scheme, host and port of a URL (RFC 6454), as libcurl itself reads them.
///
/// The comparison of a redirect's target must see the host that libcurl would connect to, so the URL is taken apart
/// by `curl_url(3)` and by nothing else.
struct Origin: Hashable, CustomStringConvertible {
    let scheme: String
    let host: String
    let port: String

    /// Takes `url` apart, or returns `nil` when libcurl could not fetch it.
    init?(of url: String) {
        guard let parts = URLParts.parse(url), let scheme = parts.part(CURLUPART_SCHEME),
            let host = parts.part(CURLUPART_HOST), let port = parts.part(CURLUPART_PORT)
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
    }

    var description: String { "\(scheme)://\(host):\(port)" }
}
