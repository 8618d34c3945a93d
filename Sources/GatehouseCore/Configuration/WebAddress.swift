/// The checks of a URL that the daemon will fetch (RFC 3986, RFC 9110 section 4.2).
enum WebAddress {
    /// What is wrong with a URL.
    struct Fault: Equatable {
        /// What was seen and what was expected.
        let message: String
        /// What to do about it.
        var hint: String?
    }

    /// Judges a URL.
    ///
    /// A URL with `@` is never repeated in the message: what stands before it may be a password.
    ///
    /// - Parameters:
    ///   - text: The URL; whoever wrote the file controls it.
    ///   - allowsHTTP: Whether `http:` is as good as `https:`.
    /// - Returns: What is wrong, or `nil` when it can be fetched.
    static func fault(of text: String, allowsHTTP: Bool) -> Fault? {
        let shown = text.contains("@") ? "the URL" : quoted(text)
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            return Fault(message: "found a character that no URL has in \(shown)")
        }
        guard let schemeEnd = text.firstRange(of: "://") else {
            return Fault(message: "found \(shown), expected a URL", hint: "it begins with https://")
        }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "https" || (scheme == "http" && allowsHTTP) else {
            return Fault(
                message:
                    "found \(quoted(scheme + ":")), expected \(allowsHTTP ? listed(["http:", "https:"]) : quoted("https:"))",
                hint: scheme == "http" ? "for a test, set \"dangerously-allow-http\" to true" : nil)
        }
        let rest = text[schemeEnd.upperBound...]
        guard !rest.contains("#") else { return Fault(message: "found a fragment (\"#\") in \(shown)") }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            return Fault(
                message: "found credentials before \"@\" in the URL", hint: "a URL is logged: remove them")
        }
        return fault(ofAuthority: authority)
    }

    private static func fault(ofAuthority authority: Substring) -> Fault? {
        var host = authority
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            host = authority[..<colon]
            let port = authority[authority.index(after: colon)...]
            guard port.allSatisfy(\.isNumber), let number = UInt16(port), number > 0 else {
                return Fault(message: "found the port \(quoted(port)), expected one from 1 to 65535")
            }
        }
        let isAddress =
            host.first == "[" && host.last == "]" && IPAddress.isVersion6(host.dropFirst().dropLast())
        let isName = !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
        return isAddress || isName
            ? nil : Fault(message: "found the host \(quoted(host)), expected a name or address")
    }
}

extension YAMLValue {
    /// A URL that can be fetched.
    ///
    /// - Parameters:
    ///   - expected: What it is, for the message: `"the URL of a key set"`.
    ///   - allowsHTTP: Whether `http:` is as good as `https:`.
    /// - Returns: The URL as written, or `nil` when a problem was reported.
    func url(expected: String, allowsHTTP: Bool) -> String? {
        guard let text = line(expected: expected) else { return nil }
        guard let fault = WebAddress.fault(of: text, allowsHTTP: allowsHTTP) else { return text }
        refuse(fault.message, hint: fault.hint)
        return nil
    }
}
