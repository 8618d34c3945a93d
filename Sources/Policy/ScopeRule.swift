package import JOSE
internal import JSON

/// Checks the scopes that a location requires beyond the policy (`GATEHOUSE_REQUIRE_SCOPE`).
///
/// A token's scopes are in `scope` (RFC 8693 section 4.2, RFC 9068 section 2.2.3) or `scp` (Entra ID,
/// Okta): one string with spaces, or an array.
package struct ScopeRule: ClaimsRule {
    /// The claims that hold scopes.
    package static let claimNames = ["scope", "scp"]

    package init() {}

    package var check: String { "scope" }

    package func accepted(in circumstances: Circumstances) -> String {
        circumstances.requiredScopes.isEmpty
            ? "any: the location requires none" : "all of \(list(circumstances.requiredScopes))"
    }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        let presented = Self.scopes(in: claims)
        return presented.isEmpty ? "no scope" : list(presented)
    }

    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        let required = circumstances.requiredScopes
        guard !required.isEmpty else { return nil }
        let presented = Self.scopes(in: claims)
        guard required.allSatisfy(presented.containsText) else {
            return .insufficientScope(required: required, presented: presented)
        }
        return nil
    }

    private static let paths = claimNames.map { ClaimPath(names: [$0]) }

    private static func scopes(in claims: Claims) -> [String] {
        paths.flatMap { claims.value(at: $0)?.claimValues(separator: " ") ?? [] }
    }
}
