/// The names of HTTP headers (RFC 9110 section 5.1).
enum HeaderName {
    /// Whether `text` is an RFC 9110 token (section 5.6.2).
    ///
    /// - Parameter text: Any text; whoever wrote the file controls it.
    /// - Returns: `false` also for empty text.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether a claim must never be sent under a name, since HTTP, the web server or Gatehouse uses it.
    ///
    /// - Parameter name: A token, in any case.
    /// - Returns: Whether it is taken.
    static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return reserved.contains(name) || reservedPrefixes.contains { name.hasPrefix($0) }
    }

    private static let reserved: Set<String> = [
        "accept-ranges", "age", "authorization", "cache-control", "connection", "content-encoding",
        "content-length",
        "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "host", "keep-alive",
        "last-modified", "link", "location", "range", "refresh", "retry-after", "server", "set-cookie",
        "status", "te",
        "trailer", "transfer-encoding", "upgrade", "vary", "via", "www-authenticate",
    ]

    private static let reservedPrefixes = ["proxy-", "sec-", "variable-", "x-accel-", "x-gatehouse-"]
}

extension YAMLValue {
    /// The name of a header, a cookie or a scheme.
    ///
    /// - Parameter expected: What it is, for the message: `"a header's name"`.
    /// - Returns: An RFC 9110 token, or `nil` when a problem was reported.
    func token(expected: String) -> String? {
        guard let text = line(expected: expected, limit: 256) else { return nil }
        guard HeaderName.isToken(text) else {
            refuse("found \(quoted(text)), expected \(expected) of letters, digits and !#$%&'*+-.^_`|~ only")
            return nil
        }
        return text
    }
}
