package import JOSE
internal import JSON

/// Checks `aud` (RFC 7519 section 4.1.3): one of the token's audiences must be one of the policy's.
package struct AudienceRule: ClaimsRule {
    /// The audiences that are accepted; at least one, compared byte by byte.
    package let audiences: [String]

    private let utf8: [[UInt8]]

    package init(audiences: [String]) {
        precondition(!audiences.isEmpty, "an audience rule names an audience")
        self.audiences = audiences
        self.utf8 = audiences.map { Array($0.utf8) }
    }

    package var check: String { "audience" }

    package func accepted(in circumstances: Circumstances) -> String { anyOf(audiences) }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        let presented = presented(in: claims)
        return presented.isEmpty ? "no aud" : list(presented)
    }

    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        if let audience = claims.audience {
            if accepts(audience) { return nil }
            for element in audience.elements where accepts(element) { return nil }
        }
        return .audienceNotAllowed(accepted: audiences, presented: presented(in: claims))
    }

    private func accepts(_ element: JSONElement) -> Bool {
        utf8.contains { element.isString($0) }
    }

    private func presented(in claims: Claims) -> [String] {
        guard let audience = claims.audience else { return [] }
        return audience.kind == .array ? audience.elements.map(\.text) : [audience.text]
    }
}
