package import JOSE
internal import JSON

/// Checks which application of Entra ID a token is for; APIM's `backend-application-ids`.
///
/// `aud` is the application's id (always in tokens of version 2) or `api://` and the id (often in those of version 1).
package struct BackendApplicationRule: ClaimsRule {
    /// The applications that are accepted; at least one.
    package let applications: [GUID]

    private let texts: [String]

    package init(applications: [GUID]) {
        precondition(!applications.isEmpty, "a rule about applications names one")
        self.applications = applications
        self.texts = applications.flatMap { [$0.text, Self.scheme + $0.text] }
    }

    package var check: String { "backend application" }

    package func accepted(in circumstances: Circumstances) -> String { anyOf(texts) }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        let presented = Self.presented(in: claims)
        return presented.isEmpty ? "no aud" : list(presented)
    }

    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        let presented = Self.presented(in: claims)
        return presented.contains(where: accepts)
            ? nil : .backendApplicationNotAllowed(accepted: texts, presented: presented)
    }

    private func accepts(_ audience: String) -> Bool {
        let id = audience.hasPrefix(Self.scheme) ? String(audience.dropFirst(Self.scheme.count)) : audience
        return GUID(id).map(applications.contains) ?? false
    }

    private static func presented(in claims: Claims) -> [String] {
        guard let audience = claims.audience else { return [] }
        return audience.kind == .array ? audience.elements.compactMap(\.string) : [audience.text]
    }

    private static let scheme = "api://"
}
