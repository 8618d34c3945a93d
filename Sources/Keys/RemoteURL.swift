/// The parts of an absolute `http` or `https` URL that decide whether it may be fetched.
///
/// Stricter than RFC 3986: no user name, no spaces, visible ASCII only. What is accepted here is still judged by the
/// library that fetches it.
package struct RemoteURL: Sendable, Equatable {
    /// `http` or `https`.
    package let scheme: String

    /// The host in lower case, with its port when it has one.
    package let authority: String

    /// The whole without query and fragment, for messages.
    package let textForMessage: String

    /// Takes `text` apart, or is `nil` when that is not such a URL.
    ///
    /// - Parameter text: From the operator, or chosen by the issuer in its discovery document.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }),
            let separator = Self.schemeEnd(in: text)
        else { return nil }
        scheme = text[..<separator].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[text.index(separator, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@"), !authority.hasPrefix(":") else { return nil }
        self.authority = authority.lowercased()
        textForMessage = String(text.prefix { $0 != "?" && $0 != "#" })
    }

    private static func schemeEnd(in text: String) -> String.Index? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        return colon
    }
}
